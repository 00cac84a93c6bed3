#include "lead-svc/merges.h"

#include <set>
#include <utility>

#include "common/auth/service_account.h"
#include "common/base/status_macros.h"
#include "common/merge/name_forwarder.h"
#include "common/rpc/pipeline.h"
#include "guanxi/customer/v1/customer.pb.h"
#include "lead-svc/customer_copies.h"

namespace guanxi::lead {
namespace {

constexpr char kCustomers[] = "customers";

merge::Mover::Options LookingAgain(absl::Duration second_look) {
  merge::Mover::Options options;
  options.second_look = second_look;
  return options;
}

}  // namespace

CustomerMerges::CustomerMerges(db::Database* database, const resource::Engine* engine,
                               std::unique_ptr<const merge::ReferenceMap> map,
                               absl::Duration second_look)
    : map_(std::move(map)),
      mover_(database, engine, map_.get(), LookingAgain(second_look)),
      follower_(engine, &mover_, customer::v1::Customer::descriptor(), kEventActor) {}

absl::StatusOr<std::unique_ptr<CustomerMerges>> CustomerMerges::Create(
    db::Database* database, const resource::Engine* engine, const Resources& all,
    absl::Duration second_look) {
  const auto resources = all.all();
  GUANXI_ASSIGN_OR_RETURN(auto map, merge::ReferenceMap::Create(kCustomers, resources));
  engine->environment().set_merged_collections({kCustomers});
  return std::unique_ptr<CustomerMerges>(
      new CustomerMerges(database, engine, std::move(map), second_look));
}

absl::Status FollowMerges(const service::Parts& parts, const Resources& all,
                          const std::string& customer_svc, service::Services* made) {
  GUANXI_ASSIGN_OR_RETURN(CustomerMerges* const merges,
                          made->Own(CustomerMerges::Create(parts.database, parts.engine, all)));
  const auto* const forwarder =
      made->Keep<merge::NameForwarder>(parts.database, std::set<std::string>{kCustomers});
  parts.pipeline->OnFailure([forwarder](const rpc::Call& call, const absl::Status& status,
                                        google::protobuf::Message* request) {
    return forwarder->Rephrase(call, status, request);
  });
  made->consumers.push_back(
      merges->follower().Consume("lead-svc.merges", "customer-svc", customer_svc,
                                 [account = parts.account] { return account->Token(); }));
  return absl::OkStatus();
}

}  // namespace guanxi::lead
