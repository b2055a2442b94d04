"""A collector of traces on loopback: real OTLP over HTTP, its protobuf read as a collector does."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)

from tests.loopback import served


@dataclass
class Node:
    """A span that came, and the spans in it in the order in which they began."""

    name: str
    kind: str
    attributes: dict[str, Any]
    failed: bool
    children: list["Node"] = field(default_factory=list)

    @property
    def all(self) -> Iterator["Node"]:
        """This span and all below it."""
        yield self
        for child in self.children:
            yield from child.all

    def named(self, name: str) -> list["Node"]:
        return [one for one in self.all if one.name == name]

    def of(self, kind: str) -> list["Node"]:
        return [one for one in self.all if one.kind == kind]


class Collector:
    """What was posted to it."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.spans: list[Any] = []
        self.services: set[str] = set()

    def take(self, data: bytes) -> None:
        for resource in ExportTraceServiceRequest.FromString(data).resource_spans:
            told = {one.key: one.value.string_value for one in resource.resource.attributes}
            self.services.add(told.get("service.name", ""))
            for scope in resource.scope_spans:
                self.spans += scope.spans

    @property
    def roots(self) -> list[Node]:
        """The spans that are in no other, each with those in it."""
        nodes = {span.span_id: _node(span) for span in self.spans}
        roots = []
        for span in sorted(self.spans, key=lambda one: one.start_time_unix_nano):
            above = nodes[span.parent_span_id].children if span.parent_span_id else roots
            above.append(nodes[span.span_id])
        return roots


def _node(span: Any) -> Node:
    told = {one.key: _value(one.value) for one in span.attributes}
    return Node(span.name, told.get("openinference.span.kind", ""), told, span.status.code == 2)


def _value(value: Any) -> Any:
    return getattr(value, value.WhichOneof("value"))


@contextmanager
def collecting() -> Iterator[Collector]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            data = self.rfile.read(int(self.headers["Content-Length"]))
            assert self.path == "/v1/traces"
            assert self.headers["Content-Type"] == "application/x-protobuf"
            if self.headers.get("Content-Encoding") == "gzip":
                data = gzip.decompress(data)
            collector.take(data)
            self.send_response(200)
            self.send_header("Content-Type", "application/x-protobuf")
            self.end_headers()
            self.wfile.write(ExportTraceServiceResponse().SerializeToString())

        def log_message(self, *_: object) -> None:
            pass

    with served(Handler) as port:
        collector = Collector(port)
        yield collector
