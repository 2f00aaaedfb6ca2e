aws logs put-index-policy --log-group-identifier g --policy-document '{"Fields": ["a", 1]}'
aws logs put-data-protection-policy --log-group-identifier g --policy-document '{"Statement": []}'
