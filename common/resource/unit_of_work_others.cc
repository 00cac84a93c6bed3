// What the declared rules of a resource say of other records: references and unique values.
#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/inquiry.h"
#include "common/resource/unit_of_work.h"

namespace guanxi::resource {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Levels of a tree of records.
constexpr int kMaxHierarchyDepth = 32;
// As many records name a deleted one in an error.
constexpr size_t kMaxExamples = 3;

std::string Text(const FieldDescriptor* field, const Message& message) {
  return message.GetReflection()->GetString(message, field);
}

}  // namespace

absl::Status UnitOfWork::CheckOthers(const Resource& resource, ChangeKind kind, const Stored* old,
                                     const Stored& next) {
  if (kind == ChangeKind::kDeleted) return absl::OkStatus();
  for (size_t i = 0; i < resource.type().references().size(); ++i) {
    GUANXI_RETURN_IF_ERROR(CheckReference(resource, i, kind, old, next));
  }
  if (resource.hooks().admit) {
    const RowRights::Suspended all(&rights_);  // the resource's own rules, as in Derive
    const Message* const before = old != nullptr ? old->message.get() : nullptr;
    GUANXI_RETURN_IF_ERROR(resource.hooks().admit(*this, kind, before, *next.message));
  }
  return looks_for_holders_ ? CheckUnique(resource, old, next) : absl::OkStatus();
}

absl::Status UnitOfWork::CheckElsewhere(const Resource& resource, const Message* old,
                                        const Message& next, Violations* violations) {
  if (inquiry_ != nullptr) {
    inquiry_->Check(resource, old, next, violations);
  } else if (resource.hooks().questions && !resource.hooks().questions(old, next).empty()) {
    return absl::InternalError(
        absl::StrCat(resource.type().full_type(), ": nobody can be asked outside of a call"));
  }
  return absl::OkStatus();
}

absl::Status UnitOfWork::CheckReference(const Resource& resource, size_t index, ChangeKind kind,
                                        const Stored* old, const Stored& next) {
  const ReferenceField& reference = resource.type().references()[index];
  const std::string& path = reference.field->name();
  const std::string text = Text(reference.field, *next.message);
  if (text.empty()) return absl::OkStatus();
  const bool moved = old != nullptr && !AreSiblings(old->name, next.name);
  const bool stated =
      StatesValues(kind) && (old == nullptr || text != Text(reference.field, *old->message) ||
                             (moved && reference.rule.same_parent()));
  // A record that comes back may find that the one above it is below it now, or that the one that
  // it would keep is gone.
  const bool at_stake =
      reference.rule.acyclic() || reference.rule.on_delete() == metadata::v1::REFUSE;
  if (!stated && !(at_stake && kind == ChangeKind::kUndeleted)) return absl::OkStatus();
  if (index >= resource.links().targets.size()) {
    return absl::InternalError(absl::StrCat(resource.type().full_type(), " is not linked"));
  }
  const Resource& target = *resource.links().targets[index];
  // What is hidden from who brings a record back is there all the same.
  std::optional<RowRights::Suspended> all;
  if (!stated) all.emplace(&rights_);
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name, ParseName(target.type(), text, path));
  if (reference.rule.same_parent() && !AreSiblings(name, next.name)) {
    const Resource* const parent = resource.links().parent;
    return InvalidField(
        path, absl::StrCat("names a ", target.type().singular(), " of another ",
                           parent != nullptr ? parent->type().singular() : std::string("parent")));
  }
  if (reference.rule.acyclic()) return CheckChain(resource, index, kind, next, name);
  if (&target == &resource && name.id == next.name.id) {
    return InvalidField(path, absl::StrCat("is the ", resource.type().singular(), " itself"));
  }
  const absl::Status found = Share(target, name);
  if (found.code() != absl::StatusCode::kNotFound) return found;
  return InvalidField(path, "names nothing that exists");
}

absl::Status UnitOfWork::ClearLost(const Resource& resource, Message* message) {
  const RowRights::Suspended all(&rights_);  // what is hidden from somebody is not lost
  for (size_t i = 0; i < resource.links().targets.size(); ++i) {
    const ReferenceField& reference = resource.type().references()[i];
    const std::string text = Text(reference.field, *message);
    if (reference.rule.on_delete() != metadata::v1::CLEAR || text.empty()) continue;
    const Resource& target = *resource.links().targets[i];
    GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                            ParseName(target.type(), text, reference.field->name()));
    const absl::Status found = Share(target, name);
    if (found.ok()) continue;
    if (found.code() != absl::StatusCode::kNotFound) return found;
    message->GetReflection()->ClearField(message, reference.field);
  }
  return absl::OkStatus();
}

// Follows a chain of references upwards, holding each row as it is, so that two transactions cannot
// close a cycle together: each has its own row exclusively.
absl::Status UnitOfWork::CheckChain(const Resource& resource, size_t index, ChangeKind kind,
                                    const Stored& next, ResourceName above) {
  const ReferenceField& reference = resource.type().references()[index];
  const Resource& target = *resource.links().targets[index];
  const std::string& path = reference.field->name();
  for (int depth = 0; depth < kMaxHierarchyDepth; ++depth) {
    if (above.id == next.name.id) return InvalidField(path, "would make a cycle");
    GUANXI_ASSIGN_OR_RETURN(std::optional<Stored> row, ReadShared(target, above));
    if (depth == 0 && row.has_value() && StatesValues(kind)) {
      GUANXI_ASSIGN_OR_RETURN(const bool is_seen, rights_.Reaches(target, Use::kName, *row));
      if (!is_seen) row.reset();
    }
    if (!row.has_value()) {
      // Only what the client names must exist; what lies above it may have been deleted, and so
      // may what a deleted record names that comes back.
      const bool must_exist =
          StatesValues(kind) || reference.rule.on_delete() == metadata::v1::REFUSE;
      return depth == 0 && must_exist ? InvalidField(path, "names nothing that exists")
                                      : absl::OkStatus();
    }
    const std::string text = Text(reference.field, *row->message);
    if (text.empty()) return absl::OkStatus();
    GUANXI_ASSIGN_OR_RETURN(above, ParseName(target.type(), text, path));
  }
  return InvalidField(path, absl::StrCat("is more than ", kMaxHierarchyDepth, " levels deep"));
}

absl::Status UnitOfWork::CheckUnique(const Resource& resource, const Stored* old,
                                     const Stored& next) {
  const ResourceType& type = resource.type();
  for (const UniqueKey& key : type.unique_keys()) {
    GUANXI_ASSIGN_OR_RETURN(const auto values, KeyValues(key, next));
    if (values.empty()) continue;
    if (old != nullptr && AreSiblings(old->name, next.name)) {
      GUANXI_ASSIGN_OR_RETURN(const auto before, KeyValues(key, *old));
      if (values == before) continue;  // it has had them all along
    }
    GUANXI_ASSIGN_OR_RETURN(const Uuid holder, FindHolder(resource, key, values, next));
    if (holder.IsNil() || holder == next.name.id) continue;
    ErrorMetadata metadata;
    const WrittenRow* const written = rows_.Find(resource, holder);
    if (written == nullptr || !written->is_new()) {
      GUANXI_ASSIGN_OR_RETURN(const auto rows, GetMany(resource, {holder}));
      const auto row = rows.find(holder);
      if (row != rows.end()) {
        metadata = {{"holder", FormatName(type, row->second.name)},
                    {"deleted", row->second.live ? "false" : "true"}};
      }
    }
    const std::string who =
        metadata.empty() ? "another record has it" : absl::StrCat(metadata["holder"], " has it");
    return Error(absl::StatusCode::kAlreadyExists, key.reason,
                 absl::StrCat(key.fields, " already exists: ", who), metadata);
  }
  return absl::OkStatus();
}

absl::StatusOr<Uuid> UnitOfWork::FindHolder(const Resource& resource, const UniqueKey& key,
                                            const std::vector<db::Value>& values,
                                            const Stored& next) {
  const auto wanted = Comparable(values);
  for (const WrittenRow& written : rows_.all()) {
    if (written.resource != &resource || written.next.name.id == next.name.id || written.erased ||
        (key.in_parent && written.next.name.parent != next.name.parent)) {
      continue;
    }
    GUANXI_ASSIGN_OR_RETURN(auto claimed, KeyValues(key, written.next));
    if (Comparable(std::move(claimed)) == wanted) return written.next.name.id;
  }
  std::vector<db::Value> bound = {principal_.tenant.bytes()};
  if (key.in_parent) bound.emplace_back(next.name.parent.bytes());
  bound.insert(bound.end(), values.begin(), values.end());
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx_->Select(resource.select_holder(key), bound));
  if (rows.empty()) return Uuid();
  GUANXI_ASSIGN_OR_RETURN(const Uuid holder, Uuid::FromBytes(rows[0].String(0)));
  // What this unit of work wrote claims something else by now.
  return rows_.Find(resource, holder) != nullptr ? Uuid() : holder;
}

absl::StatusOr<std::vector<Uuid>> UnitOfWork::FindReferrers(const Referrer& referrer,
                                                            const Stored& row) {
  GUANXI_ASSIGN_OR_RETURN(
      const db::Rows rows,
      tx_->Select(referrer.resource->SelectReferrers(*referrer.field->column),
                  {principal_.tenant.bytes(), row.name.id.bytes(), int64_t{2 * kMaxWrites + 1}}));
  std::set<Uuid> ids;
  for (const db::Row found : rows) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(found.String(0)));
    ids.insert(id);
  }
  for (const WrittenRow& written : rows_.all()) {
    if (written.resource != referrer.resource) continue;
    const std::string text = Text(referrer.field->field, *written.next.message);
    const auto named = ParseReference(referrer.field->column->collection, text);
    if (written.next.live && !written.erased && named.ok() && *named == row.name.id) {
      ids.insert(written.next.name.id);
    } else {
      ids.erase(written.next.name.id);
    }
  }
  ids.erase(row.name.id);  // a record that names itself does not hold itself
  return std::vector<Uuid>(ids.begin(), ids.end());
}

absl::Status UnitOfWork::LeaveReferences(const Resource& resource, const Stored& row) {
  for (const Referrer& referrer : resource.links().referrers) {
    GUANXI_ASSIGN_OR_RETURN(const std::vector<Uuid> ids, FindReferrers(referrer, row));
    if (ids.empty()) continue;
    const ResourceType& type = referrer.resource->type();
    const bool clears = referrer.field->rule.on_delete() == metadata::v1::CLEAR;
    if (!clears || ids.size() > kMaxWrites) {
      std::vector<std::string> examples;  // those that the caller may see
      GUANXI_ASSIGN_OR_RETURN(
          const auto rows, GetMany(*referrer.resource, absl::MakeConstSpan(ids).subspan(
                                                           0, std::min(kMaxExamples, ids.size()))));
      for (const auto& [id, found] : rows) examples.push_back(FormatName(type, found.name));
      return Error(
          absl::StatusCode::kFailedPrecondition, absl::StrCat(resource.type().code(), "_IN_USE"),
          absl::StrCat(clears ? absl::StrCat("more than ", kMaxWrites, " ") : std::string(),
                       type.plural(), " name it as their ", referrer.field->field->name(),
                       examples.empty() ? "" : ": ", absl::StrJoin(examples, ", ")),
          {{"examples", absl::StrJoin(examples, ",")}});
    }
    const RowRights::Suspended all(&rights_);
    GUANXI_ASSIGN_OR_RETURN(const auto rows, GetMany(*referrer.resource, ids));
    for (const auto& [id, old] : rows) {
      // Somebody may have changed it before it was locked.
      const auto named = ParseReference(referrer.field->column->collection,
                                        Text(referrer.field->field, *old.message));
      if (!old.live || !named.ok() || *named != row.name.id) continue;
      std::unique_ptr<Message> next = CopyMessage(*old.message);
      next->GetReflection()->ClearField(next.get(), referrer.field->field);
      GUANXI_RETURN_IF_ERROR(Update(*referrer.resource, old, next.get()).status());
    }
  }
  return absl::OkStatus();
}

}  // namespace guanxi::resource
