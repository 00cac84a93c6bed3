#include "common/rpc/methods.h"

#include <google/protobuf/descriptor.h>

#include "absl/strings/str_cat.h"
#include "common/base/log.h"
#include "common/rpc/if_match.h"
#include "common/rpc/metrics.h"
#include "guanxi/metadata/v1/annotations.pb.h"

namespace guanxi::rpc {
namespace {

Lane DeclaredLane(const google::protobuf::MethodDescriptor& method) {
  switch (method.options().GetExtension(guanxi::metadata::v1::method).lane()) {
    case guanxi::metadata::v1::SCAN:
      return Lane::kScan;
    case guanxi::metadata::v1::JOB:
      return Lane::kJob;
    default:
      return Lane::kPoint;
  }
}

}  // namespace

Methods::Methods(Pipeline* pipeline, absl::string_view service,
                 std::initializer_list<absl::string_view> public_methods)
    : pipeline_(pipeline) {
  prometheus::Registry* const registry = pipeline->registry().get();
  undeclared_.path = absl::StrCat("/", service, "/undeclared");
  undeclared_.declared = false;
  undeclared_.metrics = std::make_unique<MethodMetrics>(registry, undeclared_.path);

  const auto* descriptor =
      google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(std::string(service));
  for (int i = 0; descriptor != nullptr && i < descriptor->method_count(); ++i) {
    const auto* from = descriptor->method(i);
    Method method;
    method.path = absl::StrCat("/", service, "/", from->name());
    method.lane = DeclaredLane(*from);
    method.if_match = IfMatchUseOf(*from);
    method.metrics = std::make_unique<MethodMetrics>(registry, method.path);
    methods_.emplace(from->name(), std::move(method));
  }
  for (const absl::string_view name : public_methods) {
    const auto it = methods_.find(name);
    if (it != methods_.end()) {
      it->second.is_public = true;
    } else {
      Log(Severity::kError, "rpc.undeclared_method", {{"service", service}, {"method", name}});
    }
  }
}

Methods::~Methods() = default;

const Method& Methods::Find(absl::string_view name) const {
  const auto it = methods_.find(name);
  return it == methods_.end() ? undeclared_ : it->second;
}

}  // namespace guanxi::rpc
