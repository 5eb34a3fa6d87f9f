"""The training campaign: invented territories that use every room of the site, through its services."""
