#include "common/merge/following.h"

#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/auth/service_account.h"
#include "common/base/status_macros.h"
#include "common/merge/name_forwarder.h"
#include "common/resource/environment.h"
#include "common/rpc/pipeline.h"

namespace guanxi::merge {
namespace {

Mover::Options LookingAgain(absl::Duration second_look) {
  Mover::Options options;
  options.second_look = second_look;
  return options;
}

}  // namespace

Following::Following(db::Database* database, const resource::Engine* engine,
                     std::unique_ptr<const ReferenceMap> map, const Followed& followed,
                     const std::string& service, absl::Duration second_look)
    : map_(std::move(map)),
      mover_(database, engine, map_.get(), LookingAgain(second_look)),
      follower_(engine, &mover_, followed.record, absl::StrCat("services/", service)) {}

absl::StatusOr<std::unique_ptr<Following>> Following::Create(
    db::Database* database, const resource::Engine* engine,
    const std::vector<const resource::Resource*>& all, const Followed& followed,
    const std::string& service, absl::Duration second_look) {
  GUANXI_ASSIGN_OR_RETURN(auto map, ReferenceMap::Create(followed.collection, all));
  engine->environment().set_merged_collections({followed.collection});
  return std::unique_ptr<Following>(
      new Following(database, engine, std::move(map), followed, service, second_look));
}

absl::Status FollowMerges(const service::Parts& parts,
                          const std::vector<const resource::Resource*>& all,
                          const Followed& followed, const std::string& service,
                          const std::string& target, service::Services* made) {
  GUANXI_ASSIGN_OR_RETURN(
      Following* const following,
      made->Own(Following::Create(parts.database, parts.engine, all, followed, service)));
  const auto* const forwarder =
      made->Keep<NameForwarder>(parts.database, std::set<std::string>{followed.collection});
  parts.pipeline->OnFailure([forwarder](const rpc::Call& call, const absl::Status& status,
                                        google::protobuf::Message* request) {
    return forwarder->Rephrase(call, status, request);
  });
  made->consumers.push_back(
      following->follower().Consume(absl::StrCat(service, ".merges"), followed.producer, target,
                                    [account = parts.account] { return account->Token(); }));
  return absl::OkStatus();
}

}  // namespace guanxi::merge
