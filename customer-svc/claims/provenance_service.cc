#include "customer-svc/claims/provenance_service.h"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/db/query.h"
#include "common/db/transaction.h"
#include "common/errors/errors.h"
#include "common/policy/field_view.h"
#include "common/resource/change_kind.h"
#include "common/resource/environment.h"
#include "common/resource/field_rights.h"
#include "common/resource/resource_name.h"
#include "customer-svc/claims/claim_following.h"
#include "customer-svc/claims/claim_reads.h"
#include "customer-svc/claims/claim_value.h"
#include "customer-svc/claims/golden.h"
#include "customer-svc/leaf.h"
#include "google/protobuf/util/time_util.h"
#include "guanxi/customer/v1/customer_service.pb.h"

namespace guanxi::customer {
namespace {

using google::protobuf::util::TimeUtil;
using resource::ChangeKind;
using v1::AttributeClaim;
using v1::Customer;
using v1::FieldProvenance;

constexpr int kMaxFields = 100;
constexpr int kChangesRead = 1000;

// What clients stated, the last first: what a customer says of others has far more changes.
const db::Query kSelectChanges{"change.who_stated",
                               "SELECT actor, change_time, changed_fields FROM changes WHERE "
                               "tenant_id = ? AND resource_id = ? "
                               "AND kind IN (?, ?) ORDER BY sequence DESC LIMIT ?"};

// Who changed a field last, and when.
struct LastChange {
  std::string actor;
  absl::Time time;
};
using LastChanges = std::map<std::string, LastChange>;  // by top-level field

absl::StatusOr<LastChanges> ReadLastChanges(db::Transaction& tx, const Uuid& tenant,
                                            const Uuid& id) {
  GUANXI_ASSIGN_OR_RETURN(
      const db::Rows rows,
      tx.Select(kSelectChanges, {tenant.bytes(), id.bytes(), static_cast<int>(ChangeKind::kCreated),
                                 static_cast<int>(ChangeKind::kUpdated), kChangesRead}));
  LastChanges changes;
  for (const db::Row row : rows) {
    for (const absl::string_view name : absl::StrSplit(row.String(2), ',', absl::SkipEmpty())) {
      changes.emplace(std::string(name), LastChange{std::string(row.String(0)), row.Time(1)});
    }
  }
  return changes;
}

// What is known of a customer, in one moment.
struct Known {
  std::map<std::string, std::vector<AttributeClaim>> claims;  // by field
  std::map<std::string, Trust> trust;
  LastChanges changes;
};

google::protobuf::Timestamp StampOf(absl::Time time) {
  return TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(time));
}

void SetClaim(const AttributeClaim& best, FieldProvenance* field) {
  field->set_claim(best.name());
  field->set_source(best.source());
  *field->mutable_as_of_time() = best.as_of_time();
  field->set_confidence(best.confidence());
  if (best.has_expire_time()) *field->mutable_expire_time() = best.expire_time();
  field->set_evidence(best.evidence());
}

FieldProvenance ProvenanceOf(const resource::Resource& customers, const Leaf& leaf,
                             const Customer& customer, const Known& known, absl::Time now) {
  FieldProvenance field;
  field.set_path(leaf.path);
  field.set_value(ClaimedValueOf(leaf.path, customer));
  if (const auto claims = known.claims.find(leaf.path); claims != known.claims.end()) {
    int in_force = 0;
    for (const AttributeClaim& claim : claims->second) in_force += IsInForce(claim, now) ? 1 : 0;
    field.set_claim_count(in_force);
    field.set_lapsed_count(static_cast<int>(claims->second.size()) - in_force);
    const auto trust = known.trust.find(leaf.path);
    const AttributeClaim* const best =
        BestClaim(claims->second, trust != known.trust.end() ? trust->second : Trust(), now);
    if (best != nullptr) {
      SetClaim(*best, &field);
      field.set_is_golden(IsSaidBy(customers, *best, customer));
    }
  }
  const auto change = known.changes.find(leaf.steps.front()->name());
  if (change != known.changes.end()) {
    field.set_actor(change->second.actor);
    *field.mutable_change_time() = StampOf(change->second.time);
  }
  const google::protobuf::Timestamp* const since = field.is_golden()         ? &field.as_of_time()
                                                   : field.has_change_time() ? &field.change_time()
                                                                             : nullptr;
  if (since != nullptr) *field.mutable_age() = StampOf(now) - *since;
  return field;
}

absl::StatusOr<std::vector<const Leaf*>> LeavesOf(const v1::GetProvenanceRequest& request) {
  Violations violations;
  if (request.fields_size() > kMaxFields) {
    violations.Add("fields", absl::StrCat("has more than ", kMaxFields));
  }
  const std::set<std::string> wanted(request.fields().begin(), request.fields().end());
  for (int i = 0; i < request.fields_size(); ++i) {
    if (Leaf::Find(request.fields(i)) == nullptr) {
      violations.Add(absl::StrCat("fields[", i, "]"), "is no field that clients state");
    }
  }
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  std::vector<const Leaf*> leaves;
  for (const Leaf& leaf : Leaf::All()) {
    if (wanted.empty() || wanted.count(leaf.path) != 0) leaves.push_back(&leaf);
  }
  return leaves;
}

}  // namespace

absl::StatusOr<v1::GetProvenanceResponse> ProvenanceServiceImpl::GetProvenance(
    const rpc::Call& call, const v1::GetProvenanceRequest& request) {
  const resource::ResourceType& type = resources_->customers->type();
  GUANXI_ASSIGN_OR_RETURN(const resource::ResourceName name,
                          resource::ParseName(type, request.name(), "name"));
  GUANXI_ASSIGN_OR_RETURN(const std::vector<const Leaf*> leaves, LeavesOf(request));
  v1::GetCustomerRequest get;
  get.set_name(request.name());
  // Whether the caller may see it at all is decided as for everybody who reads it.
  GUANXI_ASSIGN_OR_RETURN(const Customer customer, customers_->Get<Customer>(call, get));
  const Uuid& tenant = call.principal.tenant;
  const ClaimKin kin = KinOfClaims(*resources_);
  Known known;
  GUANXI_RETURN_IF_ERROR(engine_->Read(call, [&](db::Transaction& tx) -> absl::Status {
    known = Known();
    GUANXI_ASSIGN_OR_RETURN(std::vector<AttributeClaim> claims,
                            ReadAllClaims(tx, kin, tenant, name.id));
    for (AttributeClaim& claim : claims) known.claims[claim.field()].push_back(std::move(claim));
    for (const auto& [field, unused] : known.claims) {
      GUANXI_ASSIGN_OR_RETURN(known.trust[field], ReadTrust(tx, kin, tenant, field));
    }
    GUANXI_ASSIGN_OR_RETURN(known.changes, ReadLastChanges(tx, tenant, name.id));
    return absl::OkStatus();
  }));
  const auto view = resource::ViewOf(type, call.principal);
  const absl::Time now = engine_->environment().business_clock()->Now();
  v1::GetProvenanceResponse response;
  for (const Leaf* leaf : leaves) {
    const policy::FieldAccess access =
        view != nullptr ? view->AccessTo(leaf->path) : policy::FieldAccess::kFull;
    if (access == policy::FieldAccess::kHidden) continue;
    const bool has_claims = known.claims.count(leaf->path) != 0;
    if (request.fields().empty() && !has_claims && !leaf->IsSet(customer)) continue;
    FieldProvenance field = ProvenanceOf(kin.customers, *leaf, customer, known, now);
    if (policy::IsMasked(access)) field.clear_value();
    *response.add_fields() = std::move(field);
  }
  return response;
}

std::vector<db::Query> ProvenanceQueries() { return {kSelectChanges}; }

}  // namespace guanxi::customer
