def inventory(): return []
