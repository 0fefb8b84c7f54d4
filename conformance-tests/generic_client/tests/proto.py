"""The contract from its files, for tests without a server."""

import tempfile
from pathlib import Path

import grpc_tools
from google.protobuf import descriptor_pb2, message_factory
from google.protobuf.descriptor_pool import DescriptorPool
from grpc_tools import protoc

ROOT = Path(__file__).resolve().parents[3] / "proto"


def pool() -> DescriptorPool:
    """Every file of the contract, compiled."""
    contract = DescriptorPool()
    for file in descriptors().file:
        contract.Add(file)
    return contract


def descriptors() -> descriptor_pb2.FileDescriptorSet:
    """The descriptor set of the contract with its imports, in the order of their dependence."""
    well_known = Path(grpc_tools.__file__).parent / "_proto"
    files = sorted(str(file) for file in (ROOT / "broen" / "v1").glob("*.proto"))
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "contract.bin"
        options = [f"-I{ROOT}", f"-I{well_known}", "--include_imports", f"--descriptor_set_out={out}"]
        if protoc.main(["protoc", *options, *files]) != 0:
            raise RuntimeError("the contract does not compile")
        return descriptor_pb2.FileDescriptorSet.FromString(out.read_bytes())


def message(contract: DescriptorPool, name: str):
    """The class of a message of `broen.v1`."""
    return message_factory.GetMessageClass(contract.FindMessageTypeByName(f"broen.v1.{name}"))
