pattern = "{ $.a = 1 }"
