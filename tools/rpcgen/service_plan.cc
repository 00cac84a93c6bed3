#include "tools/rpcgen/service_plan.h"

#include <algorithm>
#include <utility>

#include "common/rpc/method_rules.h"
#include "tools/rpcgen/request_rules.h"

namespace guanxi::rpcgen {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::MethodDescriptor;

class Planner {
 public:
  explicit Planner(const FileDescriptor& file) : resources_(file) {}

  void AddService(const google::protobuf::ServiceDescriptor& service) {
    ServicePlan plan;
    plan.descriptor = &service;
    for (int i = 0; i < service.method_count(); ++i) {
      plan.methods.push_back(PlanMethod(*service.method(i)));
      const auto& standard = plan.methods.back().standard;
      if (!standard) continue;
      auto& resources = plan.resources;
      if (std::find(resources.begin(), resources.end(), standard->resource) == resources.end()) {
        resources.push_back(standard->resource);
      }
    }
    plan_.services.push_back(std::move(plan));
  }

  FilePlan Finish() && {
    plan_.faults = rules_.faults();
    return std::move(plan_);
  }

 private:
  PlannedMethod PlanMethod(const MethodDescriptor& method) {
    const std::string fault = rpc::PermissionFault(method);
    if (!fault.empty()) rules_.Add(method.full_name(), fault);
    const std::optional<StandardMethod> standard = resources_.Find(method);
    if (standard) {
      const resource::ResourceType* type = TypeOf(*standard->resource);
      if (type != nullptr) rules_.Check(method, standard->verb, *type);
    } else if (method.client_streaming() && method.server_streaming()) {
      rules_.Add(method.full_name(), "streams both ways, which common/rpc does not carry");
    }
    return {&method, standard};
  }

  // Null, and a fault the first time, if the engine could not take the resource.
  const resource::ResourceType* TypeOf(const Descriptor& message) {
    const auto [at, is_new] = plan_.types.emplace(&message, nullptr);
    if (!is_new) return at->second.get();
    auto type = resource::ResourceType::Compile(&message);
    if (type.ok()) {
      at->second = *std::move(type);
    } else {
      rules_.Add(message.full_name(), std::string(type.status().message()));
    }
    return at->second.get();
  }

  const VisibleResources resources_;
  RequestRules rules_;
  FilePlan plan_;
};

bool IsStandard(const PlannedMethod& method) { return method.standard.has_value(); }

}  // namespace

bool ServicePlan::has_standard() const {
  return std::any_of(methods.begin(), methods.end(), IsStandard);
}

bool ServicePlan::has_custom() const {
  return !std::all_of(methods.begin(), methods.end(), IsStandard);
}

FilePlan MakePlan(const FileDescriptor& file) {
  Planner planner(file);
  for (int i = 0; i < file.service_count(); ++i) planner.AddService(*file.service(i));
  return std::move(planner).Finish();
}

}  // namespace guanxi::rpcgen
