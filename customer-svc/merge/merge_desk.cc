#include "customer-svc/merge/merge_desk.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/policy/rights.h"
#include "common/resource/environment.h"
#include "common/resource/merged_names.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_merges.h"
#include "customer-svc/claims/claim_reads.h"
#include "customer-svc/duplicates/distinctions.h"
#include "customer-svc/merge/cluster_choice.h"
#include "customer-svc/merge/merge_queries.h"
#include "customer-svc/merge/survivorship.h"

namespace guanxi::customer {
namespace {

using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::Customer;
using v1::CustomerMerge;

constexpr int kMaxTreeLevels = 32;

// The records of a merge, the survivor first, in the order of the request.
struct Group {
  std::vector<ResourceName> names;
  std::vector<std::string> texts;
  size_t keep_owner_of = 0;
};

absl::StatusOr<Group> ReadGroup(const resource::ResourceType& type,
                                const v1::MergeCustomersRequest& request) {
  Violations violations;
  Group group;
  std::vector<std::pair<std::string, std::string>> stated = {{"survivor", request.survivor()}};
  for (int i = 0; i < request.merged_size(); ++i) {
    stated.emplace_back(absl::StrCat("merged[", i, "]"), request.merged(i));
  }
  if (request.merged_size() < 1 || request.merged_size() > static_cast<int>(kMaxMerged)) {
    violations.Add("merged", absl::StrCat("must name 1 to ", kMaxMerged));
  }
  for (const auto& [path, text] : stated) {
    GUANXI_ASSIGN_OR_RETURN(const ResourceName name, resource::ParseName(type, text, path));
    if (std::count(group.names.begin(), group.names.end(), name) > 0) {
      violations.Add(path, "stands twice");
    }
    group.names.push_back(name);
    group.texts.push_back(resource::FormatName(type, name));
  }
  const auto kept = std::find(group.texts.begin(), group.texts.end(),
                              resource::CanonicalName(request.keep_owner_of()));
  if (kept == group.texts.end()) violations.Add("keep_owner_of", "must be one of the records");
  group.keep_owner_of = static_cast<size_t>(kept - group.texts.begin());
  CheckRules(request.rules(), group.texts, &violations);
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  return group;
}

std::vector<Uuid> IdsOf(const std::vector<ResourceName>& names) {
  std::vector<Uuid> ids;
  for (const ResourceName& name : names) ids.push_back(name.id);
  return ids;
}

// All of them live, held exclusively, in the order of the group.
absl::StatusOr<std::vector<Stored>> HoldAll(UnitOfWork& work, const resource::Resource& customers,
                                            const Group& group) {
  GUANXI_ASSIGN_OR_RETURN(auto found, work.GetMany(customers, IdsOf(group.names)));
  std::vector<Stored> rows;
  for (const ResourceName& name : group.names) {
    const auto row = found.find(name.id);
    if (row == found.end() || !row->second.live) return resource::NameNotFound(customers, name);
    rows.push_back(std::move(row->second));
  }
  return rows;
}

const Customer& MessageOf(const Stored& row) { return static_cast<const Customer&>(*row.message); }

absl::Status CheckTypes(const std::vector<Stored>& rows) {
  for (size_t i = 1; i < rows.size(); ++i) {
    if (MessageOf(rows[i]).type() != MessageOf(rows[0]).type()) {
      return InvalidField(absl::StrCat("merged[", i - 1, "]"),
                          "is of another type than the survivor");
    }
  }
  return absl::OkStatus();
}

// What is below one of the records comes to be below the survivor, which must not be above itself.
absl::Status CheckTree(UnitOfWork& work, const resource::Resource& customers, const Group& group,
                       const Customer& next) {
  std::string above = next.parent_organization();
  for (int level = 0; level < kMaxTreeLevels && !above.empty(); ++level) {
    GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                            resource::ParseName(customers.type(), above, "parent_organization"));
    if (std::count(group.names.begin(), group.names.end(), name) > 0) {
      return FailedPrecondition("MERGE_MAKES_CYCLE", above,
                                "it would be above itself: choose `parent_organization`");
    }
    GUANXI_ASSIGN_OR_RETURN(const std::optional<Stored> row, work.Peek(customers, name));
    if (!row.has_value()) break;
    above = MessageOf(*row).parent_organization();
  }
  return absl::OkStatus();
}

// Owners of the others who have left since join nobody's team.
void DropInactive(const policy::Rights* rights, const Customer& before, Customer* next) {
  if (rights == nullptr) return;
  const std::set<std::string> known(before.service_team().begin(), before.service_team().end());
  auto* const team = next->mutable_service_team();
  team->erase(std::remove_if(team->begin(), team->end(),
                             [&](const std::string& member) {
                               return known.count(member) == 0 && !rights->IsActive(member);
                             }),
              team->end());
}

ResourceName NamedBy(const Uuid& id) {
  ResourceName name;
  name.id = id;
  return name;
}

}  // namespace

absl::Status MergeDesk::Merge(UnitOfWork& work, const v1::MergeCustomersRequest& request,
                              const Uuid& merge, const MergeOrigin& origin,
                              v1::MergeCustomersResponse* response) const {
  const resource::Resource& customers = *resources_->customers;
  GUANXI_ASSIGN_OR_RETURN(const Group group, ReadGroup(customers.type(), request));
  GUANXI_ASSIGN_OR_RETURN(std::vector<Stored> rows, HoldAll(work, customers, group));
  GUANXI_RETURN_IF_ERROR(work.CheckEtag(customers, request.etag(), rows[0]));
  GUANXI_RETURN_IF_ERROR(CheckTypes(rows));
  GUANXI_RETURN_IF_ERROR(CheckNoneMoves(work, group.names));
  GUANXI_RETURN_IF_ERROR(
      CheckNoneDistinguished(work.tx(), work.principal().tenant, IdsOf(group.names)));
  std::vector<const Customer*> messages;
  for (const Stored& row : rows) messages.push_back(&MessageOf(row));
  GUANXI_ASSIGN_OR_RETURN(const TrustedValues trusted,
                          ReadTrusted(work, KinOfClaims(*resources_), group.names));
  Survived survived = Survive(messages, request.rules(), group.keep_owner_of, trusted);
  DropInactive(work.principal().rights.get(), *messages[0], &survived.customer);
  GUANXI_RETURN_IF_ERROR(CheckTree(work, customers, group, survived.customer));
  GUANXI_ASSIGN_OR_RETURN(const bool differs, work.Update(customers, rows[0], &survived.customer));
  CustomerMerge made;
  made.set_survivor(group.texts[0]);
  made.mutable_merged()->Assign(group.texts.begin() + 1, group.texts.end());
  made.set_state(CustomerMerge::MOVING);
  made.set_bulk(origin.bulk);
  made.set_duplicate_cluster(origin.cluster);
  made.set_keep_owner_of(group.texts[group.keep_owner_of]);
  if (differs) {
    made.mutable_fields()->Assign(survived.fields.begin(), survived.fields.end());
    made.set_survivor_etag(survived.customer.etag());
  }
  made.set_reason(request.reason());
  made.set_actor(work.principal().subject);
  GUANXI_RETURN_IF_ERROR(work.Insert(*resources_->merges, NamedBy(merge), &made));
  rows.erase(rows.begin());
  GUANXI_RETURN_IF_ERROR(Fold(work, made, &rows));
  *response->mutable_customer_merge() = made;
  work.Answer(customers, group.names[0].id, survived.customer, response->mutable_customer());
  return absl::OkStatus();
}

absl::Status MergeDesk::Fold(UnitOfWork& work, const CustomerMerge& merge,
                             std::vector<Stored>* rows) const {
  const resource::Resource& customers = *resources_->customers;
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(resources_->merges->type(), merge.name(), "name"));
  GUANXI_ASSIGN_OR_RETURN(const Uuid survivor,
                          resource::ParseReference("customers", merge.survivor()));
  const Uuid& tenant = work.principal().tenant;
  int room = merge::kMovedAtOnce;
  for (Stored& row : *rows) {
    work.Newest(customers, &row);
    GUANXI_RETURN_IF_ERROR(
        resource::UnitMerges(&work).Fold(customers, &row, merge.survivor(), merge.name()));
    GUANXI_RETURN_IF_ERROR(
        resource::PutMergedName(work.tx(), tenant, "customers", row.name.id, survivor, name.id));
    const merge::Turn turn = {tenant,           name.id,       row.name.id, survivor,
                              /*undoes=*/false, merge.actor(), {}};
    GUANXI_RETURN_IF_ERROR(merge::PutTurn(work.tx(), turn));
    GUANXI_ASSIGN_OR_RETURN(const int moved, mover_->MoveSome(work, turn, room));
    room -= moved;
  }
  return absl::OkStatus();
}

}  // namespace guanxi::customer
