// Package filekind names what a file is that is not plain text in UTF-8, by its
// first bytes.
package filekind

import "bytes"

// HeadBytes is how much of a file Of wants to see.
const HeadBytes = 8 << 10

// Of is what a file is, such as "a zip archive", and what to do with it; "" for
// one that may be plain text. Both are for people.
func Of(head []byte) (kind, remedy string) {
	for _, k := range []struct{ magic, kind, remedy string }{
		{"\x1f\x8b", "compressed with gzip", "decompress it"},
		{"\x28\xb5\x2f\xfd", "compressed with zstd", "decompress it"},
		{"BZh", "compressed with bzip2", "decompress it"},
		{"\xfd7zXZ\x00", "compressed with xz", "decompress it"},
		{"\x04\x22\x4d\x18", "compressed with lz4", "decompress it"},
		{"\xff\x06\x00\x00sNaPpY", "compressed with Snappy", "decompress it"},
		{"PK\x03\x04", "a zip archive", "unpack it"},
		{"7z\xbc\xaf\x27\x1c", "a 7z archive", "unpack it"},
		{"PAR1", "a Parquet file", "convert it to JSON lines"},
		{"Obj\x01", "an Avro file", "convert it to JSON lines"},
		{"ORC", "an ORC file", "convert it to JSON lines"},
		{"SQLite format 3\x00", "a SQLite database", "export it as text"},
		{"LPKSHHRH", "a journal of systemd", "export it with journalctl -o json"},
		{"ElfFile\x00", "a Windows event log", "export it as text"},
		{"\x7fELF", "a program", ""},
		{"%PDF-", "a PDF document", ""},
		{"\xff\xfe\x00\x00", "written in UTF-32", "write it in UTF-8"},
		{"\x00\x00\xfe\xff", "written in UTF-32", "write it in UTF-8"},
		{"\xff\xfe", "written in UTF-16", "write it in UTF-8"},
		{"\xfe\xff", "written in UTF-16", "write it in UTF-8"},
	} {
		// ORC is also how a text may start.
		if bytes.HasPrefix(head, []byte(k.magic)) && (k.magic != "ORC" || bytes.IndexByte(head, 0) >= 0) {
			return k.kind, k.remedy
		}
	}
	if len(head) > 262 && string(head[257:262]) == "ustar" {
		return "a tar archive", "unpack it"
	}
	if bytes.IndexByte(head[:min(len(head), HeadBytes)], 0) >= 0 {
		return "not a text", ""
	}
	return "", ""
}
