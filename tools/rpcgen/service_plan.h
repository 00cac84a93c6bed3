// What the generator makes of each service of a file.
#ifndef GUANXI_TOOLS_RPCGEN_SERVICE_PLAN_H_
#define GUANXI_TOOLS_RPCGEN_SERVICE_PLAN_H_

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/resource/resource_type.h"
#include "google/protobuf/descriptor.h"
#include "tools/rpcgen/standard_method.h"

namespace guanxi::rpcgen {

// One RPC: a standard method, or one that somebody writes.
struct PlannedMethod {
  const google::protobuf::MethodDescriptor* descriptor;
  std::optional<StandardMethod> standard;
};

struct ServicePlan {
  bool has_standard() const;
  bool has_custom() const;

  const google::protobuf::ServiceDescriptor* descriptor;
  std::vector<PlannedMethod> methods;  // in the order of the descriptor
  // The resources of the standard methods, each once, in the order of their first.
  std::vector<const google::protobuf::Descriptor*> resources;
};

struct FilePlan {
  std::vector<ServicePlan> services;
  // By what a standard method's resource is compiled once, as the engine does.
  std::map<const google::protobuf::Descriptor*, std::unique_ptr<const resource::ResourceType>>
      types;
  // One line for each fault of the file; no code is made while there are any.
  std::vector<std::string> faults;
};

// Finds, of all services in the file: faults of the standard methods' messages (request_rules.h),
// options of their resources that contradict each other (resource::ResourceType::Compile), and
// methods that stream both ways, which common/rpc does not carry.
FilePlan MakePlan(const google::protobuf::FileDescriptor& file);

}  // namespace guanxi::rpcgen

#endif  // GUANXI_TOOLS_RPCGEN_SERVICE_PLAN_H_
