aws logs filter-log-events --log-group-name /two/ansi --filter-pattern $'{ $.msg = "it\'s" && $.b == 1 }'
if [ -n "$X" ]; then aws logs tail /two/ansi --filter-pattern "?ERROR ?$X"; fi
