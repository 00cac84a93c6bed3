// protoc-gen-adapter: see README.md.
#include "google/protobuf/compiler/plugin.h"
#include "tools/rpcgen/generator.h"

int main(int argc, char** argv) {
  const guanxi::rpcgen::Generator generator;
  return google::protobuf::compiler::PluginMain(argc, argv, &generator);
}
