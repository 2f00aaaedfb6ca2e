package endpoint

import (
	"cmp"
	"encoding/json"
	"strings"

	"github.com/logsieve/logsieve/internal/endpoint/store"
	"github.com/logsieve/logsieve/internal/quota"
)

const defaultQueryLanguage = "CWLI"

// queryDefinition is the shape QueryDefinition.
type queryDefinition struct {
	QueryLanguage     string          `json:"queryLanguage"`
	QueryDefinitionID string          `json:"queryDefinitionId"`
	Name              string          `json:"name"`
	QueryString       string          `json:"queryString"`
	LastModified      int64           `json:"lastModified"`
	LogGroupNames     []string        `json:"logGroupNames"`
	Parameters        json.RawMessage `json:"parameters,omitempty"`
}

// putQueryDefinition makes a definition, or replaces the one with the
// request's id, and returns that. A creation that repeats a clientToken is the same one.
func (c *call) putQueryDefinition() (id string, err error) {
	table := c.tx.QueryDefinitions()
	d := store.QueryDefinition{
		Name: c.text("name"), QueryString: c.text("queryString"), QueryLanguage: cmp.Or(c.text("queryLanguage"), defaultQueryLanguage),
		LogGroupNames: texts(c.in.Get("logGroupNames")), Parameters: c.raw("parameters"), ClientToken: c.text("clientToken"), UpdateTime: c.now,
	}
	if id, known := c.in.Get("queryDefinitionId").Text(); known {
		have, err := found(table, id, definitionMissing)
		if err != nil {
			return "", err
		}
		d.ClientToken = have.ClientToken
		return id, table.Put(id, d)
	}
	id, _, err = table.Find(func(have store.QueryDefinition) bool { return d.ClientToken != "" && have.ClientToken == d.ClientToken })
	switch {
	case err != nil || id != "":
		return id, err
	case table.Len() >= quota.QueryDefinitions:
		return "", tooMany()
	}
	id = c.options.NewID()
	return id, table.Put(id, d)
}

func (c *call) deleteQueryDefinition() (success bool, err error) {
	return true, deleted(c.tx.QueryDefinitions(), c.text("queryDefinitionId"), definitionMissing)
}

// describeQueryDefinitions lists by name.
func (c *call) describeQueryDefinitions() (page[queryDefinition], error) {
	language, one := c.in.Get("queryLanguage").Text()
	show := func(id string, d store.QueryDefinition) (queryDefinition, bool, error) {
		names := d.LogGroupNames
		if names == nil {
			names = []string{}
		}
		return queryDefinition{d.QueryLanguage, id, d.Name, d.QueryString, d.UpdateTime, names, d.Parameters},
			strings.HasPrefix(d.Name, c.text("queryDefinitionNamePrefix")) && (!one || d.QueryLanguage == language), nil
	}
	key := func(d queryDefinition) string { return d.Name + "\x00" + d.QueryDefinitionID }
	return sorted(c, c.tx.QueryDefinitions(), "", show, key, false)
}
