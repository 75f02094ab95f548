"""What stands between who asks and the app (门卫): who may ask, for what, and what every answer says."""
