package source

// templateTrail is the mapping of AWS::CloudTrail::Trail: where its events go,
// and which it takes.
func templateTrail() ResourceType {
	return trailType(nil,
		Named(AsIs, "TrailName=Name").Generated(),
		Named(AsGiven, "CloudWatchLogsLogGroupArn").Generated(),
		Named(AsFlag, "IsMultiRegionTrail", "IsOrganizationTrail", "IsLogging").Generated(),
	)
}

// providerTrail is that of aws_cloudtrail.
func providerTrail() ResourceType {
	return trailType(map[string]string{
		"EventSelectors": "event_selector", "ReadWriteType": "read_write_type", "IncludeManagementEvents": "include_management_events",
		"ExcludeManagementEventSources": "exclude_management_event_sources",
		"AdvancedEventSelectors":        "advanced_event_selector", "FieldSelectors": "field_selector", "Field": "field",
		"Equals": "equals", "StartsWith": "starts_with", "EndsWith": "ends_with",
		"NotEquals": "not_equals", "NotStartsWith": "not_starts_with", "NotEndsWith": "not_ends_with",
	},
		Named(AsIs, "name").Generated(),
		Named(AsGiven, "cloud_watch_logs_group_arn=CloudWatchLogsLogGroupArn").Generated(),
		Named(AsFlag, "is_multi_region_trail", "is_organization_trail", "enable_logging=IsLogging").Generated(),
	)
}

// trailType is a trail with the members of the API; names are what a format
// calls those of its selectors, where it has names of its own.
func trailType(names map[string]string, arguments ...Arguments) ResourceType {
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
	return TypeOf(CreateTrail.Service, CreateTrail.Name, append(arguments, Arguments{
		member("EventSelectors", AsBlocks,
			member("ReadWriteType", AsIs),
			member("IncludeManagementEvents", AsFlag),
			member("ExcludeManagementEventSources", AsTexts),
		),
		member("AdvancedEventSelectors", AsBlocks,
			member("FieldSelectors", AsBlocks, append(tests, member("Field", AsIs))...),
		),
	})...)
}

// FieldOperators are how a field selector of a trail may compare.
func FieldOperators() []string {
	return []string{"Equals", "StartsWith", "EndsWith", "NotEquals", "NotStartsWith", "NotEndsWith"}
}
