#include "customer-svc/claims/trust_round.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/resource/resource.h"
#include "common/resource/resource_name.h"
#include "customer-svc/claims/claim_following.h"
#include "customer-svc/claims/golden.h"

namespace guanxi::customer {
namespace {

using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::AttributeClaim;
using v1::Customer;

constexpr char kRoundKey[] = "all";  // one timer a tenant
constexpr int kCustomersAtOnce = 50;
// What is left of the page comes first on the next one then: a unit of work has bounds.
constexpr int kEnoughWrites = 60;
constexpr size_t kIdBytes = 16;

const db::Query kNextCustomers{
    "attribute_claim.next_customers",
    "SELECT DISTINCT parent_id FROM attribute_claims FORCE INDEX (idx_parent_id_as_of_time) WHERE "
    "tenant_id = ? AND live = 1 AND parent_id > ? ORDER BY parent_id LIMIT ?"};

// One page of a round.
class Page {
 public:
  Page(UnitOfWork& work, const ClaimKin& kin) : work_(work), kin_(kin) {}

  absl::Status LookAt(const Uuid& id) {
    ResourceName name;
    name.id = id;
    // Exclusively first, as who writes claims has it.
    const absl::StatusOr<Stored> row = work_.GetLive(kin_.customers, name);
    if (absl::IsNotFound(row.status())) return absl::OkStatus();
    GUANXI_RETURN_IF_ERROR(row.status());
    const Customer now = static_cast<const Customer&>(*row->message);
    GUANXI_ASSIGN_OR_RETURN(std::vector<AttributeClaim> all,
                            ReadAllClaims(work_.tx(), kin_, work_.principal().tenant, id));
    std::map<std::string, std::vector<AttributeClaim>> by_field;
    for (AttributeClaim& claim : all) by_field[claim.field()].push_back(std::move(claim));
    for (const auto& [field, claims] : by_field) {
      GUANXI_ASSIGN_OR_RETURN(const Trust trust, TrustOf(field));
      const AttributeClaim* const best = BestClaim(claims, trust, work_.now());
      if (best == nullptr || IsSaidBy(kin_.customers, *best, now) || !IsClaimed(claims, now)) {
        continue;
      }
      const int writes = work_.writes();
      const absl::Status followed = SetClaimed(work_, kin_, name, *best);
      if (!followed.ok() && !IsRefused(work_, writes, followed)) return followed;
    }
    return absl::OkStatus();
  }

 private:
  // By a lapsed one, too: it may have lapsed since others came to be trusted.
  bool IsClaimed(const std::vector<AttributeClaim>& claims, const Customer& now) const {
    return std::any_of(claims.begin(), claims.end(), [&](const AttributeClaim& claim) {
      return IsSaidBy(kin_.customers, claim, now);
    });
  }

  absl::StatusOr<Trust> TrustOf(const std::string& field) {
    const auto known = trust_.find(field);
    if (known != trust_.end()) return known->second;
    GUANXI_ASSIGN_OR_RETURN(Trust trust,
                            ReadTrust(work_.tx(), kin_, work_.principal().tenant, field));
    return trust_[field] = std::move(trust);
  }

  UnitOfWork& work_;
  const ClaimKin& kin_;
  std::map<std::string, Trust> trust_;
};

timers::Timer RoundTimer(absl::Time due, std::string after) {
  return timers::Timer{kTrustRoundTimer, kRoundKey, due, std::move(after)};
}

absl::Status Fire(UnitOfWork& work, const ClaimKin& kin, const timers::ArmedTimer& timer) {
  const Uuid& tenant = work.principal().tenant;
  const std::string after =
      timer.payload.size() == kIdBytes ? timer.payload : std::string(kIdBytes, '\0');
  GUANXI_ASSIGN_OR_RETURN(
      const db::Rows rows,
      work.tx().Select(kNextCustomers, {tenant.bytes(), after, kCustomersAtOnce}));
  if (rows.empty()) return absl::OkStatus();
  Page page(work, kin);
  Uuid last;
  for (const db::Row row : rows) {
    GUANXI_ASSIGN_OR_RETURN(last, Uuid::FromBytes(row.String(0)));
    GUANXI_RETURN_IF_ERROR(page.LookAt(last));
    if (work.writes() >= kEnoughWrites) break;
  }
  return kin.timers->Arm(work.tx(), tenant, RoundTimer(timer.due, std::string(last.bytes())));
}

}  // namespace

absl::Status ArmTrustRound(UnitOfWork& work, const ClaimKin& kin) {
  if (kin.timers == nullptr) return absl::OkStatus();
  return kin.timers->Arm(work.tx(), work.principal().tenant, RoundTimer(work.now(), ""));
}

timers::Kind TrustRound(std::function<ClaimKin()> kin) {
  timers::Kind round;
  round.fire = [kin = std::move(kin)](UnitOfWork& work, const timers::Batch& batch) {
    return Fire(work, kin(), batch.timers.front());
  };
  round.max_batch = 1;
  return round;
}

std::vector<db::Query> TrustRoundQueries() { return {kNextCustomers}; }

}  // namespace guanxi::customer
