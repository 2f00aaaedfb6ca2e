# A static binary and nothing else: docker run --rm -v "$PWD:/src" IMAGE lint
# The version is the tag of the checkout, as in every other build.
FROM golang:1.26 AS build
WORKDIR /build
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN go run -tags devtools ./internal/playground/build -o internal/playground/page/page.html.gz \
 && CGO_ENABLED=0 go build -trimpath -tags playground -ldflags='-s -w' -o /root-of-image/usr/local/bin/logsieve ./cmd/logsieve \
 && mkdir -m 1777 /root-of-image/tmp \
 && mkdir -p /root-of-image/etc/ssl/certs /root-of-image/src /root-of-image/state \
 && cp /etc/ssl/certs/ca-certificates.crt /root-of-image/etc/ssl/certs/ \
 && echo 'logsieve:x:65532:65532::/tmp:/sbin/nologin' > /root-of-image/etc/passwd \
 && chown 65532:65532 /root-of-image/state

FROM scratch
COPY --from=build /root-of-image /
ENV PATH=/usr/local/bin HOME=/tmp
USER 65532:65532
WORKDIR /src
# serve: docker run -p 127.0.0.1:4587:4587 IMAGE serve --listen 0.0.0.0:4587 --state memory
EXPOSE 4587
ENTRYPOINT ["/usr/local/bin/logsieve"]
CMD ["lint"]
