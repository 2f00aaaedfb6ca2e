variable "slow" {
  default = "{ $.ms > 500 }"
}

module "slow" {
  source  = "./modules/alarm"
  name    = "slow"
  pattern = var.slow
}

module "each" {
  for_each = {
    denied  = "{ $.code = 403 }"
    refused = "{ $.msg = \"refused\" && $.code == 1 }"
  }
  source  = "./modules/alarm"
  name    = each.key
  pattern = each.value
  unit    = "Failures"
}
