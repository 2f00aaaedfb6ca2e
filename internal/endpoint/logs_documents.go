package endpoint

import (
	"encoding/json"

	"github.com/logsieve/logsieve/internal/endpoint/store"
)

// documentKind is a kind of document that a log group can have one of. They
// are kept, and nothing is done with them.
type documentKind string

const (
	dataProtection documentKind = "dataProtectionPolicy"
	fieldIndexes   documentKind = "indexPolicy"
	transformer    documentKind = "transformer"
)

// documentKey is the key of a group's document; the names of log groups have
// no colon.
func documentKey(group string, kind documentKind) string { return group + ":" + string(kind) }

// putDocument keeps a document of a group in place of the one before.
func (c *call) putDocument(group string, kind documentKind, text string) (store.GroupDocument, error) {
	key := documentKey(group, kind)
	d, exists, err := c.tx.GroupDocuments().Get(key)
	if err != nil {
		return d, err
	}
	if !exists {
		d.CreationTime = c.now
	}
	d.Text, d.UpdateTime = text, c.now
	return d, c.tx.GroupDocuments().Put(key, d)
}

// deleteDocument removes a document of the request's group, if there is one.
func (c *call) deleteDocument(kind documentKind) error {
	g, err := c.group()
	if err != nil {
		return err
	}
	_, err = c.tx.GroupDocuments().Delete(documentKey(g.Group.Name, kind))
	return err
}

// forgetGroup removes what lies beside a log group and belongs to it.
func (c *call) forgetGroup(name string) error {
	for _, kind := range []documentKind{dataProtection, fieldIndexes, transformer} {
		if _, err := c.tx.GroupDocuments().Delete(documentKey(name, kind)); err != nil {
			return err
		}
	}
	_, err := c.tx.Policies().Delete(policyKey(resourceScope, c.groupARN(name)))
	return err
}

// protectionStatus is the dataProtectionStatus of a group, "" without a
// policy. A record that cannot be read is told by the operations on it.
func (c *call) protectionStatus(group string) string {
	if _, ok, _ := c.tx.GroupDocuments().Get(documentKey(group, dataProtection)); ok {
		return "ACTIVATED"
	}
	return ""
}

type dataProtectionResponse struct {
	LogGroupIdentifier string `json:"logGroupIdentifier"`
	PolicyDocument     string `json:"policyDocument,omitempty"`
	LastUpdatedTime    int64  `json:"lastUpdatedTime,omitempty"`
}

func (c *call) putDataProtectionPolicy() (*dataProtectionResponse, error) {
	g, err := c.group()
	if err != nil {
		return nil, err
	}
	d, err := c.putDocument(g.Group.Name, dataProtection, c.text("policyDocument"))
	return &dataProtectionResponse{c.text("logGroupIdentifier"), d.Text, d.UpdateTime}, err
}

func (c *call) getDataProtectionPolicy() (*dataProtectionResponse, error) {
	g, err := c.group()
	if err != nil {
		return nil, err
	}
	d, _, err := c.tx.GroupDocuments().Get(documentKey(g.Group.Name, dataProtection))
	return &dataProtectionResponse{c.text("logGroupIdentifier"), d.Text, d.UpdateTime}, err
}

func (c *call) deleteDataProtectionPolicy() error { return c.deleteDocument(dataProtection) }

// indexPolicy is the shape IndexPolicy.
type indexPolicy struct {
	LogGroupIdentifier string `json:"logGroupIdentifier"`
	LastUpdateTime     int64  `json:"lastUpdateTime"`
	PolicyDocument     string `json:"policyDocument"`
	Source             string `json:"source"`
}

const ofLogGroup = "LOG_GROUP"

func (c *call) putIndexPolicy() (indexPolicy, error) {
	g, err := c.group()
	if err != nil {
		return indexPolicy{}, err
	}
	d, err := c.putDocument(g.Group.Name, fieldIndexes, c.text("policyDocument"))
	return indexPolicy{c.text("logGroupIdentifier"), d.UpdateTime, d.Text, ofLogGroup}, err
}

func (c *call) deleteIndexPolicy() (*emptyResponse, error) {
	return &emptyResponse{}, c.deleteDocument(fieldIndexes)
}

func (c *call) describeIndexPolicies() ([]indexPolicy, error) {
	out := []indexPolicy{}
	for _, identifier := range texts(c.in.Get("logGroupIdentifiers")) {
		g, err := c.groupNamed(c.groupOf(identifier))
		if err != nil {
			return nil, err
		}
		d, ok, err := c.tx.GroupDocuments().Get(documentKey(g.Group.Name, fieldIndexes))
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, indexPolicy{identifier, d.UpdateTime, d.Text, ofLogGroup})
		}
	}
	return out, nil
}

type getTransformerResponse struct {
	LogGroupIdentifier string          `json:"logGroupIdentifier,omitempty"`
	CreationTime       int64           `json:"creationTime,omitempty"`
	LastModifiedTime   int64           `json:"lastModifiedTime,omitempty"`
	TransformerConfig  json.RawMessage `json:"transformerConfig,omitempty"`
}

func (c *call) putTransformer() error {
	g, err := c.standardGroup()
	if err != nil {
		return err
	}
	_, err = c.putDocument(g.Group.Name, transformer, string(c.raw("transformerConfig")))
	return err
}

func (c *call) getTransformer() (*getTransformerResponse, error) {
	g, err := c.group()
	if err != nil {
		return nil, err
	}
	d, ok, err := c.tx.GroupDocuments().Get(documentKey(g.Group.Name, transformer))
	if err != nil || !ok {
		return &getTransformerResponse{}, err
	}
	return &getTransformerResponse{c.text("logGroupIdentifier"), d.CreationTime, d.UpdateTime, json.RawMessage(d.Text)}, nil
}

func (c *call) deleteTransformer() error { return c.deleteDocument(transformer) }
