# A static binary and nothing else: docker run --rm -v "$PWD:/src" IMAGE lint
FROM golang:1.26 AS build
WORKDIR /build
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags=-s -o /logsieve ./cmd/logsieve

FROM scratch
COPY --from=build /logsieve /usr/local/bin/logsieve
ENV PATH=/usr/local/bin
WORKDIR /src
ENTRYPOINT ["/usr/local/bin/logsieve"]
CMD ["lint"]
