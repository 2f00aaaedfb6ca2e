package endpoint

import (
	"cmp"
	"slices"
	"strings"

	"github.com/logsieve/logsieve/engine/request"
	"github.com/logsieve/logsieve/internal/endpoint/store"
)

// logGroup is the shape LogGroup.
type logGroup struct {
	LogGroupName                     string  `json:"logGroupName"`
	CreationTime                     int64   `json:"creationTime"`
	RetentionInDays                  *int    `json:"retentionInDays,omitempty"`
	MetricFilterCount                int     `json:"metricFilterCount"`
	ARN                              string  `json:"arn"`
	StoredBytes                      *int64  `json:"storedBytes,omitempty"`
	KMSKeyID                         *string `json:"kmsKeyId,omitempty"`
	DataProtectionStatus             string  `json:"dataProtectionStatus,omitempty"`
	LogGroupClass                    string  `json:"logGroupClass"`
	LogGroupARN                      string  `json:"logGroupArn"`
	DeletionProtectionEnabled        *bool   `json:"deletionProtectionEnabled,omitempty"`
	BearerTokenAuthenticationEnabled *bool   `json:"bearerTokenAuthenticationEnabled,omitempty"`
}

// The classes of log groups that matter here.
const (
	standardClass   = "STANDARD"
	infrequentClass = "INFREQUENT_ACCESS"
)

func (c *call) logGroup(g store.Group) logGroup {
	out := logGroup{
		LogGroupName: g.Name, CreationTime: g.CreationTime, MetricFilterCount: g.MetricFilters,
		ARN: c.groupARN(g.Name) + ":*", LogGroupARN: c.groupARN(g.Name), StoredBytes: &g.StoredBytes,
		DataProtectionStatus: c.protectionStatus(g.Name), LogGroupClass: g.Class,
		DeletionProtectionEnabled: &g.DeletionProtection, BearerTokenAuthenticationEnabled: &g.BearerTokenAuthentication,
	}
	if g.RetentionInDays != 0 {
		out.RetentionInDays = &g.RetentionInDays
	}
	if g.KMSKeyID != "" {
		out.KMSKeyID = &g.KMSKeyID
	}
	return out
}

// group opens the log group that the request names.
func (c *call) group() (*store.GroupTx, error) {
	name := c.text("logGroupName")
	if name == "" {
		name = c.groupOf(c.text("logGroupIdentifier"))
	}
	return c.groupNamed(name)
}

func (c *call) groupNamed(name string) (*store.GroupTx, error) {
	if name == "" {
		return nil, notFound(groupMissing)
	}
	g, err := c.tx.Group(name)
	if err == nil && g == nil {
		err = notFound(groupMissing)
	}
	return g, err
}

// standardGroup opens the log group that the request names, for an operation
// that other log classes do not have.
func (c *call) standardGroup() (*store.GroupTx, error) {
	g, err := c.group()
	if err != nil {
		return nil, err
	}
	return g, onlyStandard(g)
}

func onlyStandard(g *store.GroupTx) error {
	if cmp.Or(g.Group.Class, standardClass) != standardClass {
		return failure("ValidationException", request.StandardOnly)
	}
	return nil
}

// changeGroup changes the record of the log group that the request names.
func (c *call) changeGroup(change func(*store.Group) error) error {
	g, err := c.group()
	if err != nil {
		return err
	}
	if err := change(&g.Group); err != nil {
		return err
	}
	return g.SaveRecord()
}

func (c *call) createLogGroup() error {
	name := c.text("logGroupName")
	if g, err := c.tx.Group(name); err != nil || g != nil {
		return cmp.Or(err, existing(groupExists))
	}
	return c.tx.CreateGroup(store.Group{
		Name: name, CreationTime: c.now, Class: cmp.Or(c.text("logGroupClass"), standardClass), KMSKeyID: c.text("kmsKeyId"),
		Tags: textMap(c.in.Get("tags")), DeletionProtection: c.flag("deletionProtectionEnabled"),
	})
}

func (c *call) deleteLogGroup() error {
	g, err := c.group()
	switch {
	case err != nil:
		return err
	case g.Group.DeletionProtection:
		return failure("ValidationException", groupProtected)
	}
	if err := c.forgetGroup(g.Group.Name); err != nil {
		return err
	}
	return c.tx.DeleteGroup(g.Group.Name)
}

func (c *call) putDeletionProtection() error {
	return c.changeGroup(func(g *store.Group) error {
		g.DeletionProtection = c.flag("deletionProtectionEnabled")
		return nil
	})
}

func (c *call) putBearerTokenAuthentication() error {
	return c.changeGroup(func(g *store.Group) error {
		g.BearerTokenAuthentication = c.flag("bearerTokenAuthenticationEnabled")
		return nil
	})
}

func (c *call) describeLogGroups() (page[logGroup], error) {
	p := newPage[logGroup](c)
	after, err := c.after()
	if err != nil {
		return p, err
	}
	pattern := strings.ToLower(c.text("logGroupNamePattern"))
	class := c.text("logGroupClass")
	var names []string
	for _, id := range texts(c.in.Get("logGroupIdentifiers")) {
		names = append(names, c.groupOf(id))
	}
	err = c.tx.EachGroup(c.text("logGroupNamePrefix"), after, func(g *store.GroupTx) bool {
		name := g.Group.Name
		if !strings.Contains(strings.ToLower(name), pattern) ||
			class != "" && g.Group.Class != class ||
			names != nil && !slices.Contains(names, name) {
			return true
		}
		out := c.logGroup(g.Group)
		if pattern != "" {
			// Recorded: what is found by a pattern comes without these.
			out.StoredBytes, out.DeletionProtectionEnabled, out.BearerTokenAuthenticationEnabled = nil, nil, nil
		}
		return p.add(name, out)
	})
	if pattern != "" {
		p.leadsOn()
	}
	return p, err
}

func (c *call) putRetentionPolicy() error {
	days, _ := number(c.in.Get("retentionInDays"))
	return c.changeGroup(func(g *store.Group) error {
		g.RetentionInDays = int(days)
		return nil
	})
}

func (c *call) deleteRetentionPolicy() error {
	return c.changeGroup(func(g *store.Group) error {
		g.RetentionInDays = 0
		return nil
	})
}

func (c *call) associateKmsKey() error { return c.setKey(c.text("kmsKeyId")) }

func (c *call) disassociateKmsKey() error { return c.setKey("") }

// setKey sets the key of a log group or, by its ARN, of what queries return;
// "" takes it away.
func (c *call) setKey(key string) error {
	identifier, ok := c.in.Get("resourceIdentifier").Text()
	if !ok {
		return c.changeGroup(func(g *store.Group) error {
			g.KMSKeyID = key
			return nil
		})
	}
	if name := c.groupOf(identifier); name != "" && name != identifier {
		g, err := c.groupNamed(name)
		if err != nil {
			return err
		}
		g.Group.KMSKeyID = key
		return g.SaveRecord()
	}
	switch {
	case identifier != c.arn("query-result:*"):
		return notFound(resourceMissing)
	case key != "":
		return c.tx.Keys().Put(identifier, key)
	}
	_, err := c.tx.Keys().Delete(identifier)
	return err
}
