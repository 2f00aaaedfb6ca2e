package source

// templateTrail is the mapping of AWS::CloudTrail::Trail: where its events go,
// and which it takes.
func templateTrail() ResourceType {
	return trailType([]Argument{
		Generated("TrailName", "Name", AsIs),
		Generated("CloudWatchLogsLogGroupArn", "CloudWatchLogsLogGroupArn", AsGiven),
		Generated("IsMultiRegionTrail", "IsMultiRegionTrail", AsFlag),
		Generated("IsOrganizationTrail", "IsOrganizationTrail", AsFlag),
		Generated("IsLogging", "IsLogging", AsFlag),
	}, nil)
}

// providerTrail is that of aws_cloudtrail.
func providerTrail() ResourceType {
	return trailType([]Argument{
		Generated("name", "Name", AsIs),
		Generated("cloud_watch_logs_group_arn", "CloudWatchLogsLogGroupArn", AsGiven),
		Generated("is_multi_region_trail", "IsMultiRegionTrail", AsFlag),
		Generated("is_organization_trail", "IsOrganizationTrail", AsFlag),
		Generated("enable_logging", "IsLogging", AsFlag),
	}, map[string]string{
		"EventSelectors": "event_selector", "ReadWriteType": "read_write_type", "IncludeManagementEvents": "include_management_events",
		"ExcludeManagementEventSources": "exclude_management_event_sources",
		"AdvancedEventSelectors":        "advanced_event_selector", "FieldSelectors": "field_selector", "Field": "field",
		"Equals": "equals", "StartsWith": "starts_with", "EndsWith": "ends_with",
		"NotEquals": "not_equals", "NotStartsWith": "not_starts_with", "NotEndsWith": "not_ends_with",
	})
}

// trailType is a trail with the members of the API; names are what a format
// calls those of its selectors, where it has names of its own.
func trailType(arguments []Argument, names map[string]string) ResourceType {
	member := func(to string, as Conversion, inner ...Argument) Argument {
		from := to
		if own := names[to]; own != "" {
			from = own
		}
		return Argument{from, to, as, never, inner}
	}
	var tests []Argument
	for _, operator := range FieldOperators() {
		tests = append(tests, member(operator, AsTexts))
	}
	return ResourceType{Operation: CreateTrail, Arguments: append(arguments,
		member("EventSelectors", AsBlocks,
			member("ReadWriteType", AsIs),
			member("IncludeManagementEvents", AsFlag),
			member("ExcludeManagementEventSources", AsTexts),
		),
		member("AdvancedEventSelectors", AsBlocks,
			member("FieldSelectors", AsBlocks, append(tests, member("Field", AsIs))...),
		),
	)}
}

// FieldOperators are how a field selector of a trail may compare.
func FieldOperators() []string {
	return []string{"Equals", "StartsWith", "EndsWith", "NotEquals", "NotStartsWith", "NotEndsWith"}
}
