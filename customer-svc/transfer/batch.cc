#include "customer-svc/transfer/batch.h"

#include <map>
#include <memory>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/policy/field_view.h"
#include "common/resource/field_rights.h"
#include "common/resource/merged_names.h"
#include "common/resource/resource_name.h"
#include "common/resource/row_codec.h"
#include "customer-svc/transfer/json_row.h"
#include "customer-svc/transfer/layout.h"
#include "customer-svc/transfer/overlay.h"
#include "customer-svc/transfer/salvage.h"

namespace guanxi::customer {
namespace {

using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;

// The external id that decides: the one of the system that the file comes from, if it has one.
std::pair<std::string, std::string> MainExternalId(const v1::Customer& stated,
                                                   const std::string& source_system) {
  const auto& ids = stated.external_ids();
  if (const auto own = ids.find(source_system); own != ids.end()) return {own->first, own->second};
  const std::map<std::string, std::string> sorted(ids.begin(), ids.end());
  return {sorted.begin()->first, sorted.begin()->second};
}

class Batch {
 public:
  Batch(const v1::ImportCustomersRequest& options, const resource::Resource& customers,
        absl::Span<Row> rows, UnitOfWork& work)
      : options_(options),
        customers_(customers),
        source_(SourceSystem(options)),
        rows_(rows),
        work_(work),
        view_(resource::ViewOf(customers.type(), work.principal())) {}

  absl::Status Apply(std::vector<RowResult>* results) {
    GUANXI_RETURN_IF_ERROR(FindHolders());
    for (const Row& row : rows_) targets_.push_back(Identify(row));
    GUANXI_RETURN_IF_ERROR(ReadExisting());
    std::map<Uuid, size_t> first_of;
    for (size_t i = 0; i < rows_.size(); ++i) {
      if (targets_[i].ok()) {
        const auto [first, is_new] = first_of.emplace(*targets_[i], i);
        if (!is_new) {
          if (!Same(first->second, i)) return absl::OkStatus();  // The next transaction's.
          results->push_back(Repeated(i, (*results)[first->second]));
          continue;
        }
      }
      GUANXI_ASSIGN_OR_RETURN(RowResult result, ApplyRow(i));
      results->push_back(std::move(result));
    }
    return absl::OkStatus();
  }

 private:
  // Who has the external ids that the rows state.
  absl::Status FindHolders() {
    std::vector<resource::ExternalId> ids;
    for (const Row& row : rows_) {
      for (const auto& [system, value] : row.stated.external_ids()) ids.emplace_back(system, value);
    }
    if (ids.empty()) return absl::OkStatus();
    GUANXI_ASSIGN_OR_RETURN(const std::vector<Uuid> found,
                            work_.FindByExternalIds(customers_, ids));
    for (size_t i = 0; i < ids.size(); ++i) {
      if (!found[i].IsNil()) holders_[ids[i]] = found[i];
    }
    return absl::OkStatus();
  }

  // The customer that the row means, or why it means none.
  absl::StatusOr<Uuid> Identify(const Row& row) const {
    GUANXI_RETURN_IF_ERROR(row.status);
    Uuid id;
    if (!row.stated.name().empty()) {
      GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                              resource::ParseName(customers_.type(), row.stated.name(), "name"));
      id = name.id;
    }
    if (!row.kept.empty()) {
      GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                              resource::ParseName(customers_.type(), row.kept, kCustomerKey));
      if (!id.IsNil() && id != name.id) {
        return InvalidField(kCustomerKey, "is another customer than the row names");
      }
      id = name.id;
    }
    for (const auto& [system, value] : row.stated.external_ids()) {
      const auto holder = holders_.find({system, value});
      if (holder == holders_.end()) continue;
      if (!id.IsNil() && id != holder->second) {
        return absl::InvalidArgumentError(
            absl::StrCat("external_ids.", system, ": belongs to another customer"));
      }
      id = holder->second;
    }
    return id.IsNil() ? DerivedId(row) : id;
  }

  static bool IsWithoutId(const Row& row) {
    return row.stated.name().empty() && row.kept.empty() && row.stated.external_ids().empty();
  }

  Uuid DerivedId(const Row& row) const {
    const Uuid& tenant = work_.principal().tenant;
    if (IsWithoutId(row)) return ContentId(tenant, source_, row);
    const auto [system, value] = MainExternalId(row.stated, source_);
    return DeriveUuid("guanxi.customer.external_id",
                      absl::StrCat(tenant.ToString(), "/", system, "/", value));
  }

  absl::Status ReadExisting() {
    std::vector<Uuid> ids;
    for (const absl::StatusOr<Uuid>& target : targets_) {
      if (target.ok()) ids.push_back(*target);
    }
    if (ids.empty()) return absl::OkStatus();
    GUANXI_ASSIGN_OR_RETURN(existing_, work_.GetMany(customers_, ids));
    return FollowMerges();
  }

  // Rows that mean customers that were merged into others mean these.
  absl::Status FollowMerges() {
    std::set<Uuid> folded;
    for (const auto& [id, row] : existing_) {
      if (resource::IsFolded(customers_.type(), row)) folded.insert(id);
    }
    if (folded.empty()) return absl::OkStatus();
    GUANXI_ASSIGN_OR_RETURN(
        const auto ends,
        resource::FollowMerged(work_.tx(), work_.principal().tenant, "customers", folded));
    std::vector<Uuid> survivors;
    for (absl::StatusOr<Uuid>& target : targets_) {
      const auto end = target.ok() ? ends.find(*target) : ends.end();
      if (end == ends.end()) continue;
      target = end->second;
      survivors.push_back(end->second);
    }
    GUANXI_ASSIGN_OR_RETURN(auto more, work_.GetMany(customers_, survivors));
    existing_.merge(more);
    return absl::OkStatus();
  }

  bool Same(size_t a, size_t b) const {
    return rows_[a].content == rows_[b].content && rows_[a].kept == rows_[b].kept;
  }

  // The result of a row that says the same as one before it.
  RowResult Repeated(size_t i, RowResult first) const {
    if (first.outcome != Outcome::kFailed) first.outcome = Outcome::kUnchanged;
    first.without_id = IsWithoutId(rows_[i]);
    return first;
  }

  RowResult Result(size_t i, Outcome outcome, const absl::Status& error) const {
    RowResult result;
    result.outcome = outcome;
    result.error = DescribeLeftOut(rows_[i]);
    result.without_id = IsWithoutId(rows_[i]);
    if (!error.ok()) {
      const char* separator = result.error.empty() ? "" : "; ";
      result.error =
          absl::StrCat("refused: ", DescribeRefusal(rows_[i], error), separator, result.error);
    } else {
      if (!result.error.empty()) result.error = absl::StrCat("taken without ", result.error);
      result.customer = resource::FormatName(customers_.type(), {Uuid(), *targets_[i]});
    }
    return result;
  }

  // A refusal becomes a result, as long as it has left nothing behind. What can be left out of the
  // row is.
  absl::StatusOr<RowResult> ApplyRow(size_t i) {
    if (!targets_[i].ok()) return Result(i, Outcome::kFailed, targets_[i].status());
    while (true) {
      const int writes_before = work_.writes();
      const absl::StatusOr<Outcome> outcome = Write(i);
      if (outcome.ok()) return Result(i, *outcome, absl::OkStatus());
      if (!IsRowError(outcome.status()) || work_.writes() != writes_before) {
        return outcome.status();
      }
      if (!LeaveOutViolations(outcome.status(), &rows_[i])) {
        return Result(i, Outcome::kFailed, outcome.status());
      }
    }
  }

  absl::StatusOr<Outcome> Write(size_t i) {
    const Uuid& id = *targets_[i];
    const v1::Customer& stated = rows_[i].stated;
    const auto existing = existing_.find(id);
    if (existing == existing_.end()) return Insert(stated, id);
    // A row that was corrected completes its customer, however that came to be.
    const bool corrects = !rows_[i].kept.empty();
    if (options_.on_existing() == v1::ImportCustomersRequest::SKIP && !corrects) {
      rows_[i].left_out.clear();  // Nothing of the row is taken.
      return Outcome::kUnchanged;
    }
    const Stored& old = existing->second;
    if (!old.live) {
      return absl::FailedPreconditionError("the customer was deleted: undelete it first");
    }
    v1::Customer next = static_cast<const v1::Customer&>(*old.message);
    if (!corrects) GUANXI_RETURN_IF_ERROR(CheckMainId(stated, next, id));
    if (view_ != nullptr) GUANXI_RETURN_IF_ERROR(view_->CheckStated(stated));
    Overlay(rows_[i], &next);
    GUANXI_ASSIGN_OR_RETURN(const bool changed, work_.Update(customers_, old, &next));
    // That a full value beside a mask changed nothing would tell that it is the right one.
    const bool guesses = view_ != nullptr && view_->RestatesMasked(stated, old.message.get());
    return changed || guesses ? Outcome::kUpdated : Outcome::kUnchanged;
  }

  // A customer that was found by another of its ids keeps its id in the file's system: the row
  // means somebody else, unless that id is of one that was merged into this.
  absl::Status CheckMainId(const v1::Customer& stated, const v1::Customer& found,
                           const Uuid& id) const {
    if (!stated.name().empty() || stated.external_ids().empty()) return absl::OkStatus();
    const auto [system, value] = MainExternalId(stated, source_);
    const auto present = found.external_ids().find(system);
    if (present == found.external_ids().end() || present->second == value) {
      return absl::OkStatus();
    }
    const auto holder = holders_.find({system, value});
    if (holder != holders_.end() && holder->second == id) return absl::OkStatus();
    return absl::InvalidArgumentError(
        absl::StrCat("external_ids: one belongs to a customer with another id in ", system));
  }

  // The id follows from what the row says, and would name a customer that is hidden.
  absl::Status Taken(const v1::Customer& stated) const {
    if (stated.external_ids().empty()) return AlreadyExists("CUSTOMER", "a customer of that id");
    return AlreadyExists("EXTERNAL_ID", absl::StrCat("customer.external_ids.",
                                                     MainExternalId(stated, source_).first));
  }

  absl::StatusOr<Outcome> Insert(const v1::Customer& stated, const Uuid& id) {
    v1::Customer next = stated;
    if (next.type() == v1::Customer::TYPE_UNSPECIFIED) next.set_type(options_.default_type());
    if (next.type() == v1::Customer::TYPE_UNSPECIFIED) next.set_type(v1::Customer::ORGANIZATION);
    // Rows come in normal form, but for what depends on the type.
    const bool is_normal =
        next.type() == stated.type() || next.type() == v1::Customer::ORGANIZATION;
    const auto form = is_normal ? UnitOfWork::Form::kNormal : UnitOfWork::Form::kGiven;
    const resource::ResourceName name = resource::ChildOf({}, id);
    // Who does not see all customers may mean one of the others.
    GUANXI_ASSIGN_OR_RETURN(const bool hides, work_.HidesRows(customers_));
    if (hides) {
      GUANXI_RETURN_IF_ERROR(work_.CheckExternalIdsFree(customers_, id, next, "customer"));
      const absl::Status free = work_.CheckFree(customers_, {name});
      GUANXI_RETURN_IF_ERROR(absl::IsAlreadyExists(free) ? Taken(stated) : free);
    }
    GUANXI_RETURN_IF_ERROR(work_.Insert(customers_, name, &next, form));
    return Outcome::kCreated;
  }

  const v1::ImportCustomersRequest& options_;
  const resource::Resource& customers_;
  const std::string source_;
  const absl::Span<Row> rows_;
  UnitOfWork& work_;
  const std::shared_ptr<const policy::FieldView> view_;  // null: everything is open
  std::map<resource::ExternalId, Uuid> holders_;
  std::vector<absl::StatusOr<Uuid>> targets_;
  std::map<Uuid, Stored> existing_;
};

}  // namespace

Uuid ContentId(const Uuid& tenant, const std::string& source_system, const Row& row) {
  return DeriveUuid("guanxi.customer.row",
                    absl::StrCat(tenant.ToString(), "/", source_system, "/", row.content));
}

absl::Status ApplyRows(const v1::ImportCustomersRequest& options,
                       const resource::Resource& customers, absl::Span<Row> rows, UnitOfWork& work,
                       std::vector<RowResult>* results) {
  return Batch(options, customers, rows, work).Apply(results);
}

bool IsRowError(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kPermissionDenied:
      return true;
    default:
      return false;
  }
}

}  // namespace guanxi::customer
