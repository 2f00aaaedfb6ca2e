package endpoint

import (
	"cmp"
	"encoding/json"
	"slices"
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

type putQueryDefinitionResponse struct {
	QueryDefinitionID string `json:"queryDefinitionId"`
}

// putQueryDefinition makes a definition, or replaces the one with the
// request's id. A creation that repeats a clientToken is the same one.
func (c *call) putQueryDefinition() (*putQueryDefinitionResponse, error) {
	table := c.tx.QueryDefinitions()
	d := store.QueryDefinition{
		Name: c.text("name"), QueryString: c.text("queryString"), QueryLanguage: cmp.Or(c.text("queryLanguage"), defaultQueryLanguage),
		LogGroupNames: texts(c.in.Get("logGroupNames")), Parameters: c.raw("parameters"), ClientToken: c.text("clientToken"), UpdateTime: c.now,
	}
	id, known := c.in.Get("queryDefinitionId").Text()
	if known {
		have, ok, err := table.Get(id)
		if err != nil || !ok {
			return nil, cmpErr(err, notFound(definitionMissing))
		}
		d.ClientToken = have.ClientToken
		return &putQueryDefinitionResponse{id}, table.Put(id, d)
	}
	err := table.Each("", "", func(key string, have store.QueryDefinition) bool {
		if d.ClientToken != "" && have.ClientToken == d.ClientToken {
			id = key
		}
		return id == ""
	})
	switch {
	case err != nil || id != "":
		return &putQueryDefinitionResponse{id}, err
	case table.Len() >= quota.QueryDefinitions:
		return nil, tooMany()
	}
	id = c.options.NewID()
	return &putQueryDefinitionResponse{id}, table.Put(id, d)
}

type deleteQueryDefinitionResponse struct {
	Success bool `json:"success"`
}

func (c *call) deleteQueryDefinition() (*deleteQueryDefinitionResponse, error) {
	ok, err := c.tx.QueryDefinitions().Delete(c.text("queryDefinitionId"))
	if err != nil || !ok {
		return nil, cmpErr(err, notFound(definitionMissing))
	}
	return &deleteQueryDefinitionResponse{true}, nil
}

type describeQueryDefinitionsResponse struct {
	QueryDefinitions []queryDefinition `json:"queryDefinitions"`
	NextToken        *string           `json:"nextToken,omitempty"`
}

// describeQueryDefinitions lists by name.
func (c *call) describeQueryDefinitions() (*describeQueryDefinitionsResponse, error) {
	after, err := c.after()
	if err != nil {
		return nil, err
	}
	language, one := c.in.Get("queryLanguage").Text()
	var all []queryDefinition
	err = c.tx.QueryDefinitions().Each("", "", func(id string, d store.QueryDefinition) bool {
		if strings.HasPrefix(d.Name, c.text("queryDefinitionNamePrefix")) && (!one || d.QueryLanguage == language) {
			names := d.LogGroupNames
			if names == nil {
				names = []string{}
			}
			all = append(all, queryDefinition{d.QueryLanguage, id, d.Name, d.QueryString, d.UpdateTime, names, d.Parameters})
		}
		return true
	})
	if err != nil {
		return nil, err
	}
	key := func(d queryDefinition) string { return d.Name + "\x00" + d.QueryDefinitionID }
	slices.SortFunc(all, func(a, b queryDefinition) int { return cmp.Compare(key(a), key(b)) })
	p := newPage[queryDefinition](c)
	for _, d := range all {
		if key(d) > after && !p.add(key(d), d) {
			break
		}
	}
	return &describeQueryDefinitionsResponse{p.items, p.next(c)}, nil
}
