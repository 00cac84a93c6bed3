#include "customer-svc/transfer/batch.h"

#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/resource/resource_name.h"
#include "customer-svc/transfer/columns.h"
#include "customer-svc/transfer/layout.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"

namespace guanxi::customer {
namespace {

using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;

// Bytes that are the same for equal messages, also when they have maps.
std::string CanonicalBytes(const google::protobuf::Message& message) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    message.SerializeToCodedStream(&coded);
  }
  return bytes;
}

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
        absl::Span<const Row> rows, UnitOfWork& work)
      : options_(options),
        customers_(customers),
        source_(SourceSystem(options)),
        rows_(rows),
        work_(work) {}

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
          results->push_back(Repeated((*results)[first->second]));
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
    for (const auto& [system, value] : row.stated.external_ids()) {
      const auto holder = holders_.find({system, value});
      if (holder == holders_.end()) continue;
      if (!id.IsNil() && id != holder->second) {
        return absl::InvalidArgumentError(
            absl::StrCat("external_ids.", system, ": belongs to another customer"));
      }
      id = holder->second;
    }
    return id.IsNil() ? DerivedId(row.stated) : id;
  }

  Uuid DerivedId(const v1::Customer& stated) const {
    const Uuid& tenant = work_.principal().tenant;
    if (stated.external_ids().empty()) return ContentId(tenant, source_, stated);
    const auto [system, value] = MainExternalId(stated, source_);
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
    return absl::OkStatus();
  }

  bool Same(size_t a, size_t b) const {
    return CanonicalBytes(rows_[a].stated) == CanonicalBytes(rows_[b].stated);
  }

  static RowResult Repeated(const RowResult& first) {
    return first.outcome == Outcome::kFailed ? first : RowResult{Outcome::kUnchanged, {}};
  }

  // A refusal becomes a result, as long as it has left nothing behind.
  absl::StatusOr<RowResult> ApplyRow(size_t i) {
    if (!targets_[i].ok()) return RowResult{Outcome::kFailed, targets_[i].status()};
    const int writes_before = work_.writes();
    absl::StatusOr<Outcome> outcome = Write(rows_[i].stated, *targets_[i]);
    if (outcome.ok()) return RowResult{*outcome, {}};
    if (!IsRowError(outcome.status()) || work_.writes() != writes_before) return outcome.status();
    return RowResult{Outcome::kFailed, outcome.status()};
  }

  absl::StatusOr<Outcome> Write(const v1::Customer& stated, const Uuid& id) {
    const auto existing = existing_.find(id);
    if (existing == existing_.end()) return Insert(stated, id);
    if (options_.on_existing() == v1::ImportCustomersRequest::SKIP) return Outcome::kUnchanged;
    const Stored& old = existing->second;
    if (!old.live) {
      return absl::FailedPreconditionError("the customer was deleted: undelete it first");
    }
    v1::Customer next = static_cast<const v1::Customer&>(*old.message);
    GUANXI_RETURN_IF_ERROR(CheckMainId(stated, next));
    Overlay(stated, &next);
    GUANXI_ASSIGN_OR_RETURN(const bool changed, work_.Update(customers_, old, &next));
    return changed ? Outcome::kUpdated : Outcome::kUnchanged;
  }

  // A customer that was found by another of its ids keeps its id in the file's system: the row
  // means somebody else.
  absl::Status CheckMainId(const v1::Customer& stated, const v1::Customer& found) const {
    if (!stated.name().empty() || stated.external_ids().empty()) return absl::OkStatus();
    const auto [system, value] = MainExternalId(stated, source_);
    const auto present = found.external_ids().find(system);
    if (present == found.external_ids().end() || present->second == value) {
      return absl::OkStatus();
    }
    return absl::InvalidArgumentError(
        absl::StrCat("external_ids: one belongs to a customer with another id in ", system));
  }

  absl::StatusOr<Outcome> Insert(const v1::Customer& stated, const Uuid& id) {
    v1::Customer next = stated;
    if (next.type() == v1::Customer::TYPE_UNSPECIFIED) next.set_type(options_.default_type());
    if (next.type() == v1::Customer::TYPE_UNSPECIFIED) next.set_type(v1::Customer::ORGANIZATION);
    GUANXI_RETURN_IF_ERROR(work_.Insert(customers_, ResourceName{Uuid(), id}, &next));
    return Outcome::kCreated;
  }

  const v1::ImportCustomersRequest& options_;
  const resource::Resource& customers_;
  const std::string source_;
  const absl::Span<const Row> rows_;
  UnitOfWork& work_;
  std::map<resource::ExternalId, Uuid> holders_;
  std::vector<absl::StatusOr<Uuid>> targets_;
  std::map<Uuid, Stored> existing_;
};

}  // namespace

Uuid ContentId(const Uuid& tenant, const std::string& source_system, const v1::Customer& stated) {
  return DeriveUuid("guanxi.customer.row", absl::StrCat(tenant.ToString(), "/", source_system, "/",
                                                        CanonicalBytes(stated)));
}

absl::Status ApplyRows(const v1::ImportCustomersRequest& options,
                       const resource::Resource& customers, absl::Span<const Row> rows,
                       UnitOfWork& work, std::vector<RowResult>* results) {
  return Batch(options, customers, rows, work).Apply(results);
}

bool IsRowError(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kFailedPrecondition:
      return true;
    default:
      return false;
  }
}

}  // namespace guanxi::customer
