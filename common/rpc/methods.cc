#include "common/rpc/methods.h"

#include <google/protobuf/descriptor.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/rpc/if_match.h"
#include "common/rpc/method_rules.h"
#include "common/rpc/metrics.h"
#include "guanxi/metadata/v1/annotations.pb.h"

namespace guanxi::rpc {
namespace {

Lane DeclaredLane(const guanxi::metadata::v1::MethodRules& rules) {
  switch (rules.lane()) {
    case guanxi::metadata::v1::SCAN:
      return Lane::kScan;
    case guanxi::metadata::v1::JOB:
      return Lane::kJob;
    default:
      return Lane::kPoint;
  }
}

}  // namespace

Methods::Methods(Pipeline* pipeline, absl::string_view service) : pipeline_(pipeline) {
  prometheus::Registry* const registry = pipeline->registry().get();
  undeclared_.path = absl::StrCat("/", service, "/undeclared");
  undeclared_.declared = false;
  undeclared_.metrics = std::make_unique<MethodMetrics>(registry, undeclared_.path);

  const auto* descriptor =
      google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(std::string(service));
  for (int i = 0; descriptor != nullptr && i < descriptor->method_count(); ++i) {
    const auto* from = descriptor->method(i);
    const auto rules = RulesOf(*from);
    Method method;
    method.path = absl::StrCat("/", service, "/", from->name());
    method.lane = DeclaredLane(rules);
    method.is_public = rules.public_();
    method.permission = rules.permission();
    method.if_match = IfMatchUseOf(*from);
    method.metrics = std::make_unique<MethodMetrics>(registry, method.path);
    by_name_.emplace(from->name(), methods_.size());
    methods_.push_back(std::move(method));
  }
}

Methods::~Methods() = default;

const Method& Methods::Find(absl::string_view name) const {
  const auto it = by_name_.find(name);
  return it == by_name_.end() ? undeclared_ : methods_[it->second];
}

}  // namespace guanxi::rpc
