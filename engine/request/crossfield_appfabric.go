package request

// appFabricRules are about ingestion destinations.
func appFabricRules() []rule {
	operations := []string{"CreateIngestionDestination", "UpdateIngestionDestination"}
	return []rule{
		{ID: "A02", Name: "format-of-destination", Operations: operations, Severity: Error,
			Doc: "Firehose accepts only JSON; raw logs as Parquet are doubtful on S3.", Source: "AppFabric administration guide, OCSF schema", Check: destinationFormat},
		{ID: "A03", Name: "bucket-name", Operations: operations, Severity: Warning,
			Doc: "bucketName must follow the rules of S3.", Source: "S3, bucket names", Check: appFabricBucket},
		{ID: "A07", Name: "duplicate-tag", Operations: []string{"CreateIngestionDestination"}, Severity: Warning,
			Doc: "A tag key must not appear twice.", Source: "AWS tagging", Check: duplicateTags},
	}
}

func auditDestination(d *document) (*Value, Path) {
	return d.Get("destinationConfiguration").Get("auditLog").Get("destination"),
		pathAt(atName("destinationConfiguration"), atName("auditLog"), atName("destination"))
}

func destinationFormat(d *document) []Finding {
	processing := d.Get("processingConfiguration").Get("auditLog")
	path := pathAt(atName("processingConfiguration"), atName("auditLog"), atName("format"))
	if processing.Get("format").Str() != "parquet" {
		return nil
	}
	destination, _ := auditDestination(d)
	if destination.Has("firehoseStream") {
		return single(path, "", "Firehose delivers only JSON.", "Set format to json.")
	}
	if processing.Get("schema").Str() == "raw" {
		return warning(path, "Raw logs are JSON.", "Set format to json, or schema to ocsf.")
	}
	return nil
}

func appFabricBucket(d *document) []Finding {
	destination, path := auditDestination(d)
	return notBucket(destination.Get("s3Bucket").Get("bucketName"), path.then(Step{Name: "s3Bucket"}, Step{Name: "bucketName"}))
}

func duplicateTags(d *document) (found []Finding) {
	seen := map[string]bool{}
	for i, t := range d.Get("tags").Items() {
		key, ok := t.Get("key").Text()
		if ok && seen[key] {
			found = append(found, single(pathAt(atName("tags"), atPosition(i), atName("key")), "", "The tag key "+key+" appears twice.", "Keep one of them.")...)
		}
		seen[key] = true
	}
	return found
}
