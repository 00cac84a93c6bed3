#include "common/resource/contract/league.h"

#include "common/base/status_macros.h"
#include "common/resource/catalog.h"
#include "common/resource/contract/league.adapter.h"
#include "common/resource/contract/viewers.h"

namespace guanxi::contract {
namespace {

using resource::testing::IngestMatchesRequest;
using resource::testing::IngestMatchesResponse;
using resource::testing::ListChangesRequest;
using resource::testing::ListChangesResponse;

class TeamMethods : public resource::league::TeamServiceMethods {
 public:
  explicit TeamMethods(const resource::Methods* teams) : teams_(*teams) {}

  absl::StatusOr<ListChangesResponse> ListTeamChanges(const rpc::Call& call,
                                                      const ListChangesRequest& request) override {
    return teams_.ListChanges<ListChangesResponse>(call, request);
  }

 private:
  const resource::Methods& teams_;
};

class MatchMethods : public resource::league::MatchServiceMethods {
 public:
  explicit MatchMethods(const resource::Methods* matches) : matches_(*matches) {}

  absl::StatusOr<IngestMatchesResponse> IngestMatches(
      const rpc::Call& call, const IngestMatchesRequest& request) override {
    return matches_.Ingest<IngestMatchesResponse>(call, request);
  }

 private:
  const resource::Methods& matches_;
};

}  // namespace

HouseOptions League::OptionsFor(To to) const {
  HouseOptions options;
  if (to == To::kViewers) options.policies = PoliciesOf(shop_.all());
  return options;
}

absl::StatusOr<service::Services> League::Serve(const service::Parts& parts) const {
  service::Services made;
  GUANXI_ASSIGN_OR_RETURN(const resource::Catalog* const catalog,
                          made.Own(resource::Catalog::Create(parts.engine, shop_.all())));
  made.Serve<resource::league::TeamServiceAdapter>(
      parts.pipeline, *catalog,
      made.Keep<TeamMethods>(&catalog->Of(resource::testing::Team::descriptor())));
  made.Serve<resource::league::MemberServiceAdapter>(parts.pipeline, *catalog);
  made.Serve<resource::league::MedalServiceAdapter>(parts.pipeline, *catalog);
  made.Serve<resource::league::MatchServiceAdapter>(
      parts.pipeline, *catalog,
      made.Keep<MatchMethods>(&catalog->Of(resource::testing::Match::descriptor())));
  made.Serve<resource::league::PactServiceAdapter>(parts.pipeline, *catalog);
  return made;
}

}  // namespace guanxi::contract
