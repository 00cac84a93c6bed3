#include "common/resource/unit_of_work.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/checks.h"
#include "common/resource/column_checks.h"
#include "common/resource/environment.h"
#include "common/resource/unit_merges.h"
#include "common/resource/unknown_fields.h"

namespace guanxi::resource {
namespace {

using google::protobuf::Message;

constexpr size_t kMaxFactBytes = 64;

// Sets the fields that the engine alone sets: they come from `old`, or are empty.
void RestoreOwnFields(const ResourceType& type, const Message* old, Message* next) {
  const auto* reflection = next->GetReflection();
  for (const auto* field :
       {type.name_field(), type.etag_field(), type.create_time_field(), type.update_time_field(),
        type.delete_time_field(), type.merged_into_field(), type.merged_by_field()}) {
    if (field == nullptr) continue;
    reflection->ClearField(next, field);
    if (old == nullptr || !reflection->HasField(*old, field)) continue;
    if (field->message_type() != nullptr) {
      SetMessage(reflection->GetMessage(*old, field), reflection->MutableMessage(next, field));
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

absl::Status TooLarge(int64_t bytes) {
  return InvalidField("", absl::StrCat("has ", bytes, " bytes, at most ", kMaxResourceBytes),
                      "RESOURCE_TOO_LARGE");
}

WriteContext At(absl::Time now, WriteContext context) {
  context.now = now;
  return context;
}

}  // namespace

UnitOfWork::UnitOfWork(Environment* environment, db::Transaction* tx, const Principal& principal,
                       WriteContext context, CustomFieldCache::Fields fields)
    : UnitGuards(environment, tx, principal, std::move(fields),
                 TruncateToMicros(environment->business_clock()->Now())),
      context_(At(now_, std::move(context))),
      sender_(this, context_.cause, now_) {}

absl::Status UnitOfWork::Insert(const Resource& resource, const ResourceName& name, Message* next,
                                Form form) {
  const ResourceType& type = resource.type();
  RestoreOwnFields(type, nullptr, next);
  type.names().Canonicalize(next);  // whoever is named is known by it from here on
  GUANXI_RETURN_IF_ERROR(UnitMerges(this).ForwardNames(resource, nullptr, next));
  GUANXI_RETURN_IF_ERROR(rights_.AdmitFields(resource, nullptr, next));
  GUANXI_RETURN_IF_ERROR(rights_.FillOwner(resource, next));
  GUANXI_RETURN_IF_ERROR(Prepare(resource, nullptr, next, form));
  GUANXI_RETURN_IF_ERROR(rights_.CheckOwner(resource, nullptr, *next));
  if (type.create_time_field() != nullptr) SetTime(type.create_time_field(), now_, next);
  if (resource.hooks().begin) resource.hooks().begin(context_, next);
  Stored row;
  row.name = name;
  row.message = CopyMessage(*next);
  StampIdentity(type, &row);
  GUANXI_RETURN_IF_ERROR(rights_.CheckMayWrite(resource, row, RowRights::State::kNew));
  GUANXI_RETURN_IF_ERROR(CheckOthers(resource, ChangeKind::kCreated, nullptr, row));
  GUANXI_RETURN_IF_ERROR(Assign(resource, ChangeKind::kCreated, nullptr, row.message.get()));
  GUANXI_ASSIGN_OR_RETURN(const Stored* const stored, Record(resource, nullptr, std::move(row)));
  SetMessage(*stored->message, next);
  return Derive(resource, ChangeKind::kCreated, nullptr, *next);
}

absl::StatusOr<bool> UnitOfWork::Update(const Resource& resource, const Stored& old, Message* next,
                                        Form form) {
  if (resource.type().append_only()) {
    return absl::InternalError(absl::StrCat(resource.type().full_type(), " is append-only"));
  }
  GUANXI_RETURN_IF_ERROR(rights_.CheckMayWrite(resource, old));
  RestoreOwnFields(resource.type(), old.message.get(), next);
  resource.type().names().Canonicalize(next);
  GUANXI_RETURN_IF_ERROR(UnitMerges(this).ForwardNames(resource, old.message.get(), next));
  GUANXI_RETURN_IF_ERROR(UnitMerges(this).KeepLedIds(resource, old, next));
  GUANXI_RETURN_IF_ERROR(rights_.AdmitFields(resource, old.message.get(), next));
  GUANXI_RETURN_IF_ERROR(Prepare(resource, old.message.get(), next, form));
  GUANXI_RETURN_IF_ERROR(rights_.CheckMayGive(resource, old, *next));
  GUANXI_RETURN_IF_ERROR(rights_.CheckOwner(resource, old.message.get(), *next));
  if (SameMessage(*old.message, *next)) return false;
  Stored row;
  row.name = old.name;
  row.live = old.live;
  row.projection = old.projection;
  row.message = CopyMessage(*next);
  row.rest = AlignRest(old.rest, *old.message, *next);
  GUANXI_RETURN_IF_ERROR(CheckOthers(resource, ChangeKind::kUpdated, &old, row));
  GUANXI_RETURN_IF_ERROR(
      Assign(resource, ChangeKind::kUpdated, old.message.get(), row.message.get()));
  GUANXI_ASSIGN_OR_RETURN(const Stored* const stored, Record(resource, &old, std::move(row)));
  SetMessage(*stored->message, next);
  GUANXI_RETURN_IF_ERROR(Derive(resource, ChangeKind::kUpdated, old.message.get(), *next));
  return true;
}

absl::Status UnitOfWork::Delete(const Resource& resource, Stored* row) {
  if (!row->live) return NameNotFound(resource, row->name);
  GUANXI_RETURN_IF_ERROR(rights_.CheckMayWrite(resource, *row));
  GUANXI_RETURN_IF_ERROR(rights_.CheckMayDelete(resource, *row));
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
  if (IsFolded(resource.type(), *row)) {
    return FailedPrecondition(absl::StrCat(resource.type().code(), "_MERGED"), name,
                              "it is part of another one since they were merged");
  }
  GUANXI_RETURN_IF_ERROR(rights_.CheckMayWrite(resource, *row));
  GUANXI_RETURN_IF_ERROR(rights_.CheckMayDelete(resource, *row));
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

absl::Status UnitOfWork::Assign(const Resource& resource, ChangeKind kind, const Message* old,
                                Message* next) {
  if (!resource.hooks().assign) return absl::OkStatus();
  const RowRights::Suspended all(&rights_);
  return resource.hooks().assign(*this, kind, old, next);
}

absl::Status UnitOfWork::Derive(const Resource& resource, ChangeKind kind, const Message* old,
                                const Message& next) {
  if (!resource.hooks().derive) return absl::OkStatus();
  const RowRights::Suspended all(&rights_);
  return resource.hooks().derive(*this, kind, old, next);
}

absl::Status UnitOfWork::WithoutScope(absl::FunctionRef<absl::Status()> body) {
  const RowRights::Suspended all(&rights_);
  return body();
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
    GUANXI_RETURN_IF_ERROR(ClearLost(resource, message));
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
  GUANXI_RETURN_IF_ERROR(Derive(resource, kind, old.message.get(), *next->message));
  // Last: what Derive deletes, too, names it no more. What names a folded one follows it.
  const bool leaves = kind == ChangeKind::kDeleted && !IsFolded(type, *next);
  return leaves ? LeaveReferences(resource, *next) : absl::OkStatus();
}

absl::Status UnitOfWork::Move(const Resource& resource, Stored* row, const ResourceName& parent) {
  const Resource* const above = resource.links().parent;
  if (above == nullptr || resource.type().append_only()) {
    return absl::InternalError(absl::StrCat(resource.type().full_type(), " cannot be moved"));
  }
  if (!row->live) return NameNotFound(resource, row->name);
  if (ParentOf(row->name) == parent) return absl::OkStatus();
  GUANXI_RETURN_IF_ERROR(rights_.CheckMayWrite(resource, *row));
  if (const Resource* const top = above->links().parent; top != nullptr) {
    GUANXI_RETURN_IF_ERROR(Share(*top, ParentOf(parent)));
  }
  if (resource.hooks().derives_into_parent) {
    GUANXI_RETURN_IF_ERROR(GetLive(*above, parent).status());
  } else {
    GUANXI_RETURN_IF_ERROR(Share(*above, parent));
  }
  Stored next = CopyRow(*row);
  next.name = ChildOf(parent, row->name.id);
  GUANXI_RETURN_IF_ERROR(rights_.CheckMayWrite(resource, next));
  StampIdentity(resource.type(), &next);
  Violations violations;
  if (resource.hooks().check) {
    resource.hooks().check(ChangeKind::kUpdated, row->message.get(), *next.message, &violations);
  }
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  GUANXI_RETURN_IF_ERROR(CheckOthers(resource, ChangeKind::kUpdated, row, next));
  GUANXI_ASSIGN_OR_RETURN(const Stored* const stored, Record(resource, row, std::move(next)));
  next = CopyRow(*stored);
  GUANXI_RETURN_IF_ERROR(Derive(resource, ChangeKind::kUpdated, row->message.get(), *next.message));
  *row = std::move(next);
  return absl::OkStatus();
}

absl::Status UnitOfWork::Flush() {
  GUANXI_RETURN_IF_ERROR(sender_.Send(&rows_));
  GUANXI_RETURN_IF_ERROR(SendBeside());
  for (const auto& [key, check] : stored_checks_) GUANXI_RETURN_IF_ERROR(check(*this));
  stored_checks_.clear();
  for (const PendingAnswer& answer : answers_) {
    const WrittenRow* const row = rows_.Find(*answer.resource, answer.id);
    if (row != nullptr) SetMessage(*row->next.message, answer.message);
  }
  answers_.clear();
  Forget();
  return absl::OkStatus();
}

void UnitOfWork::CheckStored(absl::string_view key, StoredCheck check) {
  stored_checks_.emplace(key, std::move(check));
}

absl::Status UnitOfWork::Emit(const Resource& resource, const Stored& row, absl::string_view fact,
                              const Message& payload) {
  if (fact.empty() || fact.size() > kMaxFactBytes) {
    return absl::InternalError(absl::StrCat("\"", fact, "\" names no fact"));
  }
  const auto bytes = static_cast<int64_t>(payload.ByteSizeLong());
  if (bytes > kMaxResourceBytes) return TooLarge(bytes);
  GUANXI_RETURN_IF_ERROR(CheckRoom());
  ++writes_;
  sender_.Add(resource, row, fact, payload);
  return absl::OkStatus();
}

void UnitOfWork::Answer(const Resource& resource, const Uuid& id, const Message& message,
                        Message* answer) {
  if (rows_.Find(resource, id) == nullptr) SetMessage(message, answer);
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
    resource.Normalize(context_, next, &violations);
  }
  CheckDeclared(resource.type(), old, *next, &violations);
  if (resource.type().custom_field() != nullptr) {
    GUANXI_ASSIGN_OR_RETURN(const CustomFields* const fields,
                            FieldsFor(resource.type(), old, *next));
    CheckCustom(resource.type(), *fields, old, *next, &violations);
  }
  if (resource.hooks().check) {
    const size_t declared = violations.size();
    resource.hooks().check(old == nullptr ? ChangeKind::kCreated : ChangeKind::kUpdated, old, *next,
                           &violations);
    // What its declaration says of a field is not said again in other words.
    violations.ForgetRepeated(declared);
  }
  GUANXI_RETURN_IF_ERROR(CheckElsewhere(resource, old, *next, &violations));
  if (violations.empty() && resource.hooks().complete) {
    const RowRights::Suspended all(&rights_);
    GUANXI_RETURN_IF_ERROR(resource.hooks().complete(*this, old, next));
  }
  // What the resource's own checks let pass.
  if (violations.empty()) CheckColumns(resource.type(), *next, &violations);
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  const auto bytes = static_cast<int64_t>(next->ByteSizeLong());
  return bytes <= kMaxResourceBytes ? absl::OkStatus() : TooLarge(bytes);
}

absl::Status UnitOfWork::CheckRoom() const {
  const auto rows = static_cast<int>(rows_.all().size());
  if (rows < 2 * kMaxWrites && writes_ < kMaxSteps) return absl::OkStatus();
  return Error(absl::StatusCode::kInvalidArgument, "TOO_MANY_WRITES",
               absl::StrCat("one transaction writes at most ", kMaxWrites, " resources"));
}

absl::StatusOr<const Stored*> UnitOfWork::Record(const Resource& resource, const Stored* old,
                                                 Stored next) {
  GUANXI_RETURN_IF_ERROR(CheckRoom());
  GUANXI_ASSIGN_OR_RETURN(WrittenRow* const row, rows_.Touch(resource, old, next.name.id));
  ++writes_;
  row->written = true;
  wrote_.insert(resource.type().descriptor());
  const ResourceType& type = resource.type();
  next.version = 1 + (row->is_new() ? FormerVersion(resource, next.name.id) : row->first->version);
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

}  // namespace guanxi::resource
