"""The contract as a server describes it: messages and calls by reflection, without generated code."""

import grpc
from google.protobuf import message_factory
from google.protobuf.descriptor_pool import DescriptorPool
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase


class Contract:
    """Messages and calls of the services behind one channel."""

    def __init__(self, channel: grpc.Channel):
        self._channel = channel
        self._database = ProtoReflectionDescriptorDatabase(channel)
        self._pool = DescriptorPool(self._database)

    def services(self) -> list[str]:
        """Full names of every service, sorted."""
        return sorted(self._database.get_services())

    def message(self, name: str):
        """The class of a message of `broen.v1`."""
        return message_factory.GetMessageClass(self._pool.FindMessageTypeByName(f"broen.v1.{name}"))

    def call(self, service: str, method: str):
        """A call of `broen.v1`, with as many requests and answers as the contract says."""
        descriptor = self._pool.FindServiceByName(f"broen.v1.{service}").methods_by_name[method]
        many = {False: "unary", True: "stream"}
        kind = f"{many[descriptor.client_streaming]}_{many[descriptor.server_streaming]}"
        answer = message_factory.GetMessageClass(descriptor.output_type)
        return getattr(self._channel, kind)(
            f"/broen.v1.{service}/{method}",
            request_serializer=lambda request: request.SerializeToString(),
            response_deserializer=answer.FromString,
        )
