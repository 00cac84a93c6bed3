#include "common/resource/unit_of_work.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/db/driver_error.h"
#include "common/errors/errors.h"
#include "common/resource/changes.h"
#include "common/resource/checks.h"
#include "common/resource/environment.h"
#include "common/resource/pending_rows.h"
#include "common/resource/unknown_fields.h"
#include "common/search/name.h"
#include "google/protobuf/util/message_differencer.h"

namespace guanxi::resource {
namespace {

using google::protobuf::Message;
using google::protobuf::util::MessageDifferencer;

absl::Status NameNotFound(const Resource& resource, const ResourceName& name) {
  return NotFound(resource.type().code(), FormatName(resource.type(), name));
}

// Sets the fields that the engine alone sets: they come from `old`, or are empty.
void RestoreOwnFields(const ResourceType& type, const Message* old, Message* next) {
  const auto* reflection = next->GetReflection();
  for (const auto* field : {type.name_field(), type.etag_field(), type.create_time_field(),
                            type.update_time_field(), type.delete_time_field()}) {
    if (field == nullptr) continue;
    reflection->ClearField(next, field);
    if (old == nullptr || !reflection->HasField(*old, field)) continue;
    if (field->message_type() != nullptr) {
      reflection->MutableMessage(next, field)->CopyFrom(reflection->GetMessage(*old, field));
    } else {
      reflection->SetString(next, field, reflection->GetString(*old, field));
    }
  }
}

}  // namespace

UnitOfWork::UnitOfWork(Environment* environment, db::Transaction* tx, const Principal& principal,
                       WriteContext context, CustomFieldCache::Fields fields)
    : environment_(environment),
      tx_(tx),
      principal_(principal),
      context_(std::move(context)),
      now_(TruncateToMicros(environment->clock()->Now())),
      pending_(std::make_unique<PendingRows>()),
      fields_(std::move(fields)) {}

UnitOfWork::~UnitOfWork() = default;

absl::Status UnitOfWork::Insert(const Resource& resource, const ResourceName& name, Message* next) {
  const ResourceType& type = resource.type();
  RestoreOwnFields(type, nullptr, next);
  GUANXI_RETURN_IF_ERROR(Prepare(resource, nullptr, next));
  GUANXI_RETURN_IF_ERROR(CountWrite(resource, name.id));
  if (type.create_time_field() != nullptr) SetTime(type.create_time_field(), now_, next);
  if (type.update_time_field() != nullptr) SetTime(type.update_time_field(), now_, next);
  Stored row;
  row.name = name;
  row.version = 1;
  row.message = CopyMessage(*next);
  StampIdentity(type, &row);
  GUANXI_ASSIGN_OR_RETURN(auto values, InsertValues(type, principal_.tenant, row));
  pending_->Add(resource.insert(), std::move(values));
  GUANXI_RETURN_IF_ERROR(WriteSideRows(resource, nullptr, row));
  GUANXI_RETURN_IF_ERROR(WriteChange(resource, ChangeKind::kCreated, nullptr, row));
  next->CopyFrom(*row.message);
  inserted_[{&resource, name.id}] = std::move(row);
  if (!resource.hooks().derive) return absl::OkStatus();
  return resource.hooks().derive(*this, ChangeKind::kCreated, nullptr, *next);
}

absl::StatusOr<bool> UnitOfWork::Update(const Resource& resource, const Stored& old,
                                        Message* next) {
  RestoreOwnFields(resource.type(), old.message.get(), next);
  GUANXI_RETURN_IF_ERROR(Prepare(resource, old.message.get(), next));
  if (MessageDifferencer::Equals(*old.message, *next)) return false;
  Stored row;
  row.name = old.name;
  row.message = CopyMessage(*next);
  row.rest = AlignRest(old.rest, *old.message, *next);
  GUANXI_RETURN_IF_ERROR(Replace(resource, ChangeKind::kUpdated, old, &row));
  next->CopyFrom(*row.message);
  if (resource.hooks().derive) {
    GUANXI_RETURN_IF_ERROR(
        resource.hooks().derive(*this, ChangeKind::kUpdated, old.message.get(), *next));
  }
  return true;
}

absl::Status UnitOfWork::Delete(const Resource& resource, Stored* row) {
  if (!row->live) return NameNotFound(resource, row->name);
  Stored next = CopyRow(*row);
  next.live = false;
  GUANXI_RETURN_IF_ERROR(DeleteOrUndelete(resource, ChangeKind::kDeleted, *row, &next));
  *row = std::move(next);
  return absl::OkStatus();
}

absl::Status UnitOfWork::Undelete(const Resource& resource, Stored* row) {
  const std::string name = FormatName(resource.type(), row->name);
  if (row->live) {
    return FailedPrecondition(absl::StrCat(resource.type().code(), "_NOT_DELETED"), name,
                              "it is not deleted");
  }
  Stored next = CopyRow(*row);
  next.live = true;
  const absl::Status status = DeleteOrUndelete(resource, ChangeKind::kUndeleted, *row, &next);
  if (status.code() == absl::StatusCode::kInvalidArgument) {
    return FailedPrecondition(absl::StrCat(resource.type().code(), "_NOT_RESTORABLE"), name,
                              status.message());
  }
  GUANXI_RETURN_IF_ERROR(status);
  *row = std::move(next);
  return absl::OkStatus();
}

absl::Status UnitOfWork::DeleteOrUndelete(const Resource& resource, ChangeKind kind,
                                          const Stored& old, Stored* next) {
  const ResourceType& type = resource.type();
  if (type.delete_time_field() == nullptr) {
    return absl::InternalError(absl::StrCat(type.full_type(), " has no delete_time"));
  }
  Message* message = next->message.get();
  if (kind == ChangeKind::kDeleted) {
    SetTime(type.delete_time_field(), now_, message);
  } else {
    message->GetReflection()->ClearField(message, type.delete_time_field());
  }
  Violations violations;
  if (resource.hooks().check) {
    resource.hooks().check(kind, old.message.get(), *message, &violations);
  }
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  GUANXI_RETURN_IF_ERROR(Replace(resource, kind, old, next));
  if (!resource.hooks().derive) return absl::OkStatus();
  return resource.hooks().derive(*this, kind, old.message.get(), *message);
}

absl::Status UnitOfWork::CheckEtag(const Resource& resource, absl::string_view etag,
                                   const Stored& row) {
  if (etag.empty() || etag == "*" || etag == absl::StrCat(row.version)) return absl::OkStatus();
  return StaleEtag(FormatName(resource.type(), row.name));
}

absl::Status UnitOfWork::Prepare(const Resource& resource, const Message* old, Message* next) {
  if (TakeUnknownFields(next) != nullptr) {
    return InvalidField("", "has fields that this version does not know", "UNKNOWN_FIELD");
  }
  Violations violations;
  NormalizeExternalIds(resource.type(), next);
  if (resource.hooks().normalize) resource.hooks().normalize(context_, next, &violations);
  CheckDeclared(resource.type(), old, *next, &violations);
  if (resource.type().custom_field() != nullptr) {
    GUANXI_ASSIGN_OR_RETURN(const CustomFields* const fields,
                            FieldsFor(resource.type(), old, *next));
    CheckCustom(resource.type(), *fields, old, *next, &violations);
  }
  if (resource.hooks().check) {
    resource.hooks().check(old == nullptr ? ChangeKind::kCreated : ChangeKind::kUpdated, old, *next,
                           &violations);
  }
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  const auto bytes = static_cast<int64_t>(next->ByteSizeLong());
  if (bytes <= kMaxResourceBytes) return absl::OkStatus();
  return InvalidField("", absl::StrCat("has ", bytes, " bytes, at most ", kMaxResourceBytes),
                      "RESOURCE_TOO_LARGE");
}

absl::Status UnitOfWork::CountWrite(const Resource& resource, const Uuid& id) {
  if (!written_.emplace(&resource, id).second) {
    return absl::InternalError("a unit of work writes a row twice");
  }
  if (++writes_ <= 2 * kMaxWrites) return absl::OkStatus();  // as many again may be derived
  return Error(absl::StatusCode::kInvalidArgument, "TOO_MANY_WRITES",
               absl::StrCat("one transaction writes at most ", kMaxWrites, " resources"));
}

absl::Status UnitOfWork::Replace(const Resource& resource, ChangeKind kind, const Stored& old,
                                 Stored* next) {
  GUANXI_RETURN_IF_ERROR(CountWrite(resource, old.name.id));
  const ResourceType& type = resource.type();
  next->version = old.version + 1;
  if (type.update_time_field() != nullptr) {
    // Never backwards, whatever the clocks of replicas say.
    const absl::Time last = GetTime(type.update_time_field(), *old.message);
    SetTime(type.update_time_field(), std::max(now_, last + absl::Microseconds(1)),
            next->message.get());
  }
  StampIdentity(type, next);
  GUANXI_ASSIGN_OR_RETURN(auto values, UpdateValues(type, *next));
  values.emplace_back(principal_.tenant.bytes());
  values.emplace_back(old.name.id.bytes());
  values.emplace_back(old.version);
  GUANXI_ASSIGN_OR_RETURN(const int64_t matched, tx_->Execute(resource.update(), values));
  rows_written_ += matched;
  if (matched != 1) return StaleEtag(FormatName(type, old.name));
  GUANXI_RETURN_IF_ERROR(WriteSideRows(resource, &old, *next));
  return WriteChange(resource, kind, &old, *next);
}

absl::Status UnitOfWork::WriteSideRows(const Resource& resource, const Stored* old,
                                       const Stored& next) {
  const ResourceType& type = resource.type();
  // External ids stay reserved while their record is deleted; everything else finds live ones.
  if (type.external_ids_field() != nullptr) {
    GUANXI_RETURN_IF_ERROR(
        WriteSideTable(resource.external_ids(), next.name.id,
                       old != nullptr ? ExternalIdRows(type, *old->message) : SideRowList(),
                       ExternalIdRows(type, *next.message)));
    for (const ExternalId& pair : ExternalIds(type, *next.message)) {
      taken_external_ids_[{&resource, pair}] = next.name.id;
    }
  }
  const Message* before = old != nullptr && old->live ? old->message.get() : nullptr;
  const Message* after = next.live ? next.message.get() : nullptr;
  if (type.has_blind_search()) {
    const BlindIndex index(environment_->blind_index_key(), principal_.tenant);
    const auto rows = [&](const Message* m) {
      return m != nullptr ? KeyRows(type, index, *m) : SideRowList();
    };
    GUANXI_RETURN_IF_ERROR(
        WriteSideTable(resource.keys(), next.name.id, rows(before), rows(after)));
  }
  if (type.custom_field() != nullptr) GUANXI_RETURN_IF_ERROR(WriteCustomRows(resource, old, next));
  return type.has_text_search() ? WriteSearchRows(resource, before, after, next.name.id)
                                : absl::OkStatus();
}

absl::Status UnitOfWork::WriteSideTable(const SideTable& table, const Uuid& id,
                                        const SideRowList& old_rows, const SideRowList& new_rows) {
  for (const auto& row : Difference(old_rows, new_rows)) {
    std::vector<db::Value> values = {principal_.tenant.bytes(), id.bytes()};
    values.insert(values.end(), row.begin(), row.begin() + table.key_columns);
    GUANXI_ASSIGN_OR_RETURN(const int64_t deleted, tx_->Execute(table.erase, values));
    rows_written_ += deleted;
  }
  for (const auto& row : Difference(new_rows, old_rows)) {
    std::vector<db::Value> values = {principal_.tenant.bytes(), id.bytes()};
    values.insert(values.end(), row.begin(), row.end());
    pending_->Add(table.insert, std::move(values));
  }
  return absl::OkStatus();
}

absl::Status UnitOfWork::WriteSearchRows(const Resource& resource, const Message* before,
                                         const Message* after, const Uuid& id) {
  const auto names_of = [&](const Message* message) {
    std::vector<search::Name> names;
    if (message == nullptr) return names;
    const auto kind =
        resource.hooks().name_kind ? resource.hooks().name_kind(*message) : text::NameKind::kOther;
    for (std::string& text : SearchTexts(resource.type(), metadata::v1::TEXT, *message)) {
      names.push_back({std::move(text), kind});
    }
    return names;
  };
  GUANXI_ASSIGN_OR_RETURN(auto old_rows,
                          resource.search().RowValues(principal_.tenant, id, names_of(before)));
  GUANXI_ASSIGN_OR_RETURN(auto new_rows,
                          resource.search().RowValues(principal_.tenant, id, names_of(after)));
  if (old_rows == new_rows) return absl::OkStatus();
  if (!old_rows.empty()) {
    GUANXI_RETURN_IF_ERROR(resource.search().Remove(*tx_, principal_.tenant, id));
    rows_written_ += static_cast<int64_t>(old_rows.size());
  }
  for (auto& row : new_rows) pending_->Add(resource.search().insert_query(), std::move(row));
  return absl::OkStatus();
}

absl::Status UnitOfWork::WriteChange(const Resource& resource, ChangeKind kind, const Stored* old,
                                     const Stored& next) {
  Change change;
  change.event = environment_->uuids().Next();
  if (root_event_.IsNil()) root_event_ = change.event;
  change.root = root_event_;
  change.kind = kind;
  change.actor = principal_.subject;
  change.time = now_;
  pending_->Add(ChangeInsert(), ChangeValues(principal_.tenant, resource.type(), change,
                                             old != nullptr ? old->message.get() : nullptr, next));
  pending_->Add(OutboxInsert(), {principal_.tenant.bytes(), change.event.bytes()});
  return absl::OkStatus();
}

absl::Status UnitOfWork::Flush() {
  GUANXI_ASSIGN_OR_RETURN(const int64_t rows, pending_->Flush(*tx_));
  rows_written_ += rows;
  return absl::OkStatus();
}

}  // namespace guanxi::resource
