#include "common/resource/unit_of_work.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/db/driver_error.h"
#include "common/errors/errors.h"
#include "common/resource/changes.h"
#include "common/resource/checks.h"
#include "common/resource/column_checks.h"
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
  if (old != nullptr) {
    CopyProjected(type, *old, next);
  } else {
    for (const Column* column : type.projected()) reflection->ClearField(next, column->field);
  }
}

WriteContext At(absl::Time now, WriteContext context) {
  context.now = now;
  return context;
}

}  // namespace

UnitOfWork::UnitOfWork(Environment* environment, db::Transaction* tx, const Principal& principal,
                       WriteContext context, CustomFieldCache::Fields fields)
    : environment_(environment),
      tx_(tx),
      principal_(principal),
      now_(TruncateToMicros(environment->clock()->Now())),
      context_(At(now_, std::move(context))),
      pending_(std::make_unique<PendingRows>()),
      fields_(std::move(fields)) {}

UnitOfWork::~UnitOfWork() = default;

absl::Status UnitOfWork::Insert(const Resource& resource, const ResourceName& name, Message* next,
                                Form form) {
  const ResourceType& type = resource.type();
  RestoreOwnFields(type, nullptr, next);
  GUANXI_RETURN_IF_ERROR(Prepare(resource, nullptr, next, form));
  if (type.create_time_field() != nullptr) SetTime(type.create_time_field(), now_, next);
  Stored row;
  row.name = name;
  row.message = CopyMessage(*next);
  GUANXI_RETURN_IF_ERROR(CheckOthers(resource, ChangeKind::kCreated, nullptr, row));
  GUANXI_ASSIGN_OR_RETURN(const Stored* const stored, Record(resource, nullptr, std::move(row)));
  next->CopyFrom(*stored->message);
  if (!resource.hooks().derive) return absl::OkStatus();
  return resource.hooks().derive(*this, ChangeKind::kCreated, nullptr, *next);
}

absl::StatusOr<bool> UnitOfWork::Update(const Resource& resource, const Stored& old,
                                        Message* next) {
  if (resource.type().append_only()) {
    return absl::InternalError(absl::StrCat(resource.type().full_type(), " is append-only"));
  }
  RestoreOwnFields(resource.type(), old.message.get(), next);
  GUANXI_RETURN_IF_ERROR(Prepare(resource, old.message.get(), next, Form::kGiven));
  if (MessageDifferencer::Equals(*old.message, *next)) return false;
  Stored row;
  row.name = old.name;
  row.live = old.live;
  row.projection = old.projection;
  row.message = CopyMessage(*next);
  row.rest = AlignRest(old.rest, *old.message, *next);
  GUANXI_RETURN_IF_ERROR(CheckOthers(resource, ChangeKind::kUpdated, &old, row));
  GUANXI_ASSIGN_OR_RETURN(const Stored* const stored, Record(resource, &old, std::move(row)));
  next->CopyFrom(*stored->message);
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
  const bool erases = type.deletion() == metadata::v1::HARD;
  if (type.deletion() == metadata::v1::NONE || (erases && kind != ChangeKind::kDeleted)) {
    return absl::InternalError(absl::StrCat(type.full_type(), " has no delete_time"));
  }
  Message* message = next->message.get();
  if (erases) {
    // What was stored last is the answer.
  } else if (kind == ChangeKind::kDeleted) {
    SetTime(type.delete_time_field(), now_, message);
  } else {
    message->GetReflection()->ClearField(message, type.delete_time_field());
  }
  Violations violations;
  if (resource.hooks().check) {
    resource.hooks().check(kind, old.message.get(), *message, &violations);
  }
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  GUANXI_RETURN_IF_ERROR(CheckOthers(resource, kind, &old, *next));
  GUANXI_ASSIGN_OR_RETURN(const Stored* const stored, Record(resource, &old, std::move(*next)));
  *next = CopyRow(*stored);
  if (erases) rows_.Find(resource, next->name.id)->erased = true;
  if (resource.hooks().derive) {
    GUANXI_RETURN_IF_ERROR(resource.hooks().derive(*this, kind, old.message.get(), *next->message));
  }
  // Last: what Derive deletes, too, names it no more.
  return kind == ChangeKind::kDeleted ? LeaveReferences(resource, *next) : absl::OkStatus();
}

absl::Status UnitOfWork::Move(const Resource& resource, Stored* row, const Uuid& parent) {
  const Resource* const above = resource.links().parent;
  if (above == nullptr || resource.type().append_only()) {
    return absl::InternalError(absl::StrCat(resource.type().full_type(), " cannot be moved"));
  }
  if (!row->live) return NameNotFound(resource, row->name);
  if (row->name.parent == parent) return absl::OkStatus();
  ResourceName name;
  name.id = parent;
  if (resource.hooks().derives_into_parent) {
    GUANXI_RETURN_IF_ERROR(GetLive(*above, name).status());
  } else {
    GUANXI_RETURN_IF_ERROR(Share(*above, name));
  }
  Stored next = CopyRow(*row);
  next.name.parent = parent;
  GUANXI_RETURN_IF_ERROR(CheckOthers(resource, ChangeKind::kUpdated, row, next));
  GUANXI_ASSIGN_OR_RETURN(const Stored* const stored, Record(resource, row, std::move(next)));
  next = CopyRow(*stored);
  if (resource.hooks().derive) {
    GUANXI_RETURN_IF_ERROR(
        resource.hooks().derive(*this, ChangeKind::kUpdated, row->message.get(), *next.message));
  }
  *row = std::move(next);
  return absl::OkStatus();
}

void UnitOfWork::Newest(const Resource& resource, Stored* row) const {
  const WrittenRow* const written = rows_.Find(resource, row->name.id);
  if (written != nullptr && written->next.step != row->step) *row = CopyRow(written->next);
}

absl::Status UnitOfWork::CheckEtag(const Resource& resource, absl::string_view etag,
                                   const Stored& row) const {
  if (etag.empty() || etag == "*") return absl::OkStatus();
  const WrittenRow* const written = rows_.Find(resource, row.name.id);
  const bool first = written != nullptr && !written->is_new();
  if (etag == absl::StrCat(first ? written->first->version : row.version)) return absl::OkStatus();
  return StaleEtag(FormatName(resource.type(), row.name));
}

void UnitOfWork::Answer(const Resource& resource, const Uuid& id, const Message& message,
                        Message* answer) {
  if (rows_.Find(resource, id) == nullptr) answer->CopyFrom(message);
  answers_.push_back({&resource, id, answer});
}

absl::Status UnitOfWork::Prepare(const Resource& resource, const Message* old, Message* next,
                                 Form form) {
  if (TakeUnknownFields(next) != nullptr) {
    return InvalidField("", "has fields that this version does not know", "UNKNOWN_FIELD");
  }
  Violations violations;
  if (form == Form::kGiven) {
    CheckGiven(*next, &violations);
    GUANXI_RETURN_IF_ERROR(violations.ToStatus());
    NormalizeExternalIds(resource.type(), next);
    if (resource.hooks().normalize) resource.hooks().normalize(context_, next, &violations);
  }
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
  // What the resource's own checks let pass.
  if (violations.empty()) CheckColumns(resource.type(), *next, &violations);
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  const auto bytes = static_cast<int64_t>(next->ByteSizeLong());
  if (bytes <= kMaxResourceBytes) return absl::OkStatus();
  return InvalidField("", absl::StrCat("has ", bytes, " bytes, at most ", kMaxResourceBytes),
                      "RESOURCE_TOO_LARGE");
}

absl::StatusOr<const Stored*> UnitOfWork::Record(const Resource& resource, const Stored* old,
                                                 Stored next) {
  const auto rows = static_cast<int>(rows_.all().size());
  if (rows >= 2 * kMaxWrites || writes_ >= kMaxSteps) {
    return Error(absl::StatusCode::kInvalidArgument, "TOO_MANY_WRITES",
                 absl::StrCat("one transaction writes at most ", kMaxWrites, " resources"));
  }
  GUANXI_ASSIGN_OR_RETURN(WrittenRow* const row, rows_.Touch(resource, old, next.name.id));
  ++writes_;
  row->written = true;
  wrote_.insert(resource.type().descriptor());
  const ResourceType& type = resource.type();
  next.version = row->is_new() ? 1 : row->first->version + 1;
  next.step = old != nullptr ? old->step + 1 : 1;
  if (type.update_time_field() != nullptr) {
    // Never backwards, whatever the clocks of replicas say.
    const absl::Time last = row->is_new() ? absl::InfinitePast()
                                          : GetTime(type.update_time_field(), *row->first->message);
    SetTime(type.update_time_field(), std::max(now_, last + absl::Microseconds(1)),
            next.message.get());
  }
  StampIdentity(type, &next);
  NoteExternalIds(resource, old, next);
  row->next = std::move(next);
  return &row->next;
}

void UnitOfWork::NoteExternalIds(const Resource& resource, const Stored* old, const Stored& next) {
  if (resource.type().external_ids_field() == nullptr) return;
  if (old != nullptr) {
    for (ExternalId& pair : ExternalIds(resource.type(), *old->message)) {
      external_ids_[{&resource, std::move(pair)}] = Uuid();
    }
  }
  for (ExternalId& pair : ExternalIds(resource.type(), *next.message)) {
    external_ids_[{&resource, std::move(pair)}] = next.name.id;
  }
}

}  // namespace guanxi::resource
