#include "common/resource/contract/row_matrix.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "google/api/field_behavior.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "guanxi/metadata/v1/annotations.pb.h"

namespace guanxi::contract {
namespace {

using google::protobuf::FieldDescriptor;

std::string ParentOf(const std::string& name) {
  const size_t id = name.rfind('/');
  const size_t collection = id == std::string::npos ? id : name.rfind('/', id - 1);
  return collection == std::string::npos ? "" : name.substr(0, collection);
}

void SetIfThere(const std::string& field, const std::string& value, Dynamic* request) {
  const FieldDescriptor* const found = request->Find(field);
  if (found == nullptr || value.empty()) return;
  found->is_repeated() ? request->AddText(field, value) : request->SetText(field, value);
}

void RaiseIfThere(const std::string& flag, Dynamic* request) {
  if (request->Has(flag)) request->SetFlag(flag);
}

// Whether rows of the kind are not everybody's.
bool IsScoped(const Kind& kind) {
  const resource::ScopeFields& scope = kind.type().scope();
  if (scope.has_fields()) return true;
  return scope.via_parent && kind.parent != nullptr && kind.parent->type().scope().has_fields();
}

bool Holds(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

RowMatrix::RowMatrix(World* world, std::vector<std::string> packages, Findings* findings)
    : world_(*world),
      packages_(std::move(packages)),
      findings_(*findings),
      tenant_(absl::StrCat("rows.", world->Serial())) {}

void RowMatrix::Run() {
  for (const auto& kind : world_.kinds()) {
    if (!IsScoped(*kind)) continue;
    Rows rows;
    if (!Make(kind.get(), &rows)) continue;
    for (const Relation& relation : kRelations) RunFor(rows, relation, tenant_);
    const Relation stranger = {"everything", "", access::v1::ALL, false, false, false};
    RunFor(rows, stranger, absl::StrCat(tenant_, ".other"));
  }
}

Dynamic RowMatrix::Owned(const Kind* kind, Subject* subject) {
  const resource::ScopeFields& scope = kind->type().scope();
  Form bare;
  bare.bare = true;
  Dynamic message = subject->Make(bare);
  if (scope.owner != nullptr) message.SetText(scope.owner->path, UserName("owner"));
  if (scope.department != nullptr) {
    message.SetText(scope.department->path, DepartmentName("middle"));
  }
  if (scope.collaborators != nullptr) {
    message.AddText(scope.collaborators->field->name(), UserName("helper"));
  }
  return message;
}

bool RowMatrix::Make(const Kind* kind, Rows* rows) {
  rows->kind = kind;
  const Who seer{tenant_, kSeer};
  Subject subject(&world_, kind, seer);
  std::string parent;
  if (kind->type().scope().via_parent) {
    Subject above(&world_, kind->parent, seer);
    const auto made = above.Put(Owned(kind->parent, &above));
    if (!findings_.Ok(made.status(), "a parent")) return false;
    parent = made->name();
    Share(kind->parent, parent);
  }
  const auto put = [&]() -> absl::StatusOr<Dynamic> {
    if (parent.empty()) return subject.Put(Owned(kind, &subject));
    Form form;
    form.bare = true;
    form.parent = parent;
    return subject.Put(subject.Make(form), parent);
  };
  const auto made = put();
  if (!findings_.Ok(made.status(), "a record of " + kind->type().full_type())) return false;
  rows->name = made->name();
  if (parent.empty()) Share(kind, rows->name);
  if (!kind->Can("Undelete")) return true;
  const auto gone = put();
  if (!findings_.Ok(gone.status(), "a record that goes")) return false;
  if (parent.empty()) Share(kind, gone->name());
  rows->deleted = gone->name();
  return findings_.Ok(subject.Delete(rows->deleted).status(), "Delete");
}

// By the kind of shares, if the resource has one.
void RowMatrix::Share(const Kind* kind, const std::string& name) {
  const resource::Resource* const shares = kind->resource->links().shares;
  if (shares == nullptr) return;
  const Kind* const share = world_.OfType(shares->type().full_type());
  Subject subject(&world_, share, {tenant_, kSeer});
  const auto put = [&](const std::string& field, const std::string& with, int access,
                       bool is_over) {
    Dynamic message(share->type().descriptor());
    message.SetText(field, with);
    (*message).GetReflection()->SetEnumValue(message.get(), message.Find("access"), access);
    if (is_over) {
      google::protobuf::Timestamp soon;
      soon.set_seconds(absl::ToUnixSeconds(world_.grounds().clock->Now()) + 1);
      message.SetMessage("expire_time", Dynamic(soon));
    }
    findings_.Ok(subject.Put(message, name).status(), "a share");
  };
  put("user", UserName("shared_read"), metadata::v1::SHARE_READ, false);
  put("user", UserName("shared_write"), metadata::v1::SHARE_WRITE, false);
  put("user", UserName("shared_before"), metadata::v1::SHARE_WRITE, true);
  put("department", DepartmentName("sharing"), metadata::v1::SHARE_READ, false);
  world_.grounds().clock->Advance(absl::Seconds(2));
}

void RowMatrix::RunFor(const Rows& rows, const Relation& relation, const std::string& tenant) {
  const resource::Resource* const decides =
      rows.kind->type().scope().via_parent ? rows.kind->parent->resource : rows.kind->resource;
  Relation real = relation;
  // What a type has no field or shares for gives nobody anything.
  const bool by_share = absl::StartsWith(relation.user, "shared");
  const bool by_help = std::string(relation.user) == "helper";
  const bool by_department =
      relation.scope == access::v1::DEPARTMENT || relation.scope == access::v1::SUBTREE;
  if ((by_share && decides->links().shares == nullptr) ||
      (by_help && decides->type().scope().collaborators == nullptr) ||
      (by_department && decides->type().scope().department == nullptr)) {
    real.sees = real.writes = real.owns = false;
  }
  if (decides->type().scope().owner_alone && std::string(relation.user) != "owner") {
    real.sees = real.writes = real.owns = false;
  }
  const Subject subject(&world_, rows.kind, {tenant, relation.user});
  Read(rows, subject, real);
  List(rows, subject, real);
  CallOwn(rows, subject, real);
  Write(rows, subject, real);
}

absl::StatusOr<Dynamic> RowMatrix::Call(const Subject& subject, const MethodDescriptor& method,
                                        const Dynamic& request) {
  ++calls_;
  Dynamic response(method.output_type());
  const absl::Status status =
      world_.grounds().caller->Call(subject.who(), method, *request, response.get());
  if (!status.ok()) return status;
  return response;
}

void RowMatrix::Expect(const absl::Status& status, const Relation& relation, bool writes,
                       const std::string& what, bool owns) {
  const std::string text = absl::StrCat(what, " as ", relation.user, ": ",
                                        status.ToString(absl::StatusToStringMode::kWithNoExtraData),
                                        " [", Reason(status), "]");
  if (!relation.sees) {
    findings_.Expect(absl::IsNotFound(status), absl::StrCat(text, ", want NOT_FOUND"));
  } else if (writes && !relation.writes) {
    findings_.Expect(Reason(status) == "ROW_READ_ONLY", absl::StrCat(text, ", want ROW_READ_ONLY"));
  } else if (owns && !relation.owns) {
    findings_.Expect(Reason(status) == "ROW_NOT_OWNED", absl::StrCat(text, ", want ROW_NOT_OWNED"));
  } else {
    findings_.Expect(!absl::IsNotFound(status) && !absl::IsPermissionDenied(status),
                     absl::StrCat(text, ", want to be let in"));
  }
}

void RowMatrix::Read(const Rows& rows, const Subject& subject, const Relation& relation) {
  for (const std::string& name : {rows.name, rows.deleted}) {
    for (const char* verb : {"Get", "Changes", "BatchGet"}) {
      if (!subject.Can(verb) || name.empty()) continue;
      Dynamic request = subject.Request(verb);
      SetIfThere(absl::StartsWith(verb, "Batch") ? "names" : "name", name, &request);
      SetIfThere("parent", ParentOf(name), &request);
      Expect(Call(subject, *rows.kind->methods.at(verb), request).status(), relation,
             /*writes=*/false, absl::StrCat(verb, " ", name));
    }
  }
}

void RowMatrix::List(const Rows& rows, const Subject& subject, const Relation& relation) {
  if (!subject.Can("List")) return;
  std::vector<std::string> parents = {""};
  if (rows.kind->type().has_parent()) parents = {ParentOf(rows.name), subject.AnyParent()};
  for (const std::string& parent : parents) {
    Dynamic request = subject.Request("List");
    SetIfThere("parent", parent, &request);
    request.SetNumber("page_size", 1000);
    RaiseIfThere("show_deleted", &request);
    const std::string what = absl::StrCat("List of ", rows.kind->type().plural(), " in ", parent);
    const auto page = Call(subject, *rows.kind->methods.at("List"), request);
    if (parent == ParentOf(rows.name) && !parent.empty()) {
      Expect(page.status(), relation, /*writes=*/false, what);
      if (!relation.sees) continue;
    }
    if (!findings_.Ok(page.status(), what)) continue;
    const std::vector<std::string> names = NamesOf(page->List(rows.kind->type().plural()));
    for (const std::string& name : {rows.name, rows.deleted}) {
      if (name.empty() || (name == rows.deleted && !request.Has("show_deleted"))) continue;
      findings_.Expect(
          Holds(names, name) == relation.sees,
          absl::StrCat(what, relation.sees ? " lacks " : " has ", name, " as ", relation.user));
    }
  }
}

void RowMatrix::Write(const Rows& rows, const Subject& subject, const Relation& relation) {
  const resource::ResourceType& type = rows.kind->type();
  const bool is_root = type.scope().has_fields(), is_share = type.shares_parent();
  const auto call = [&](const std::string& verb, Dynamic request, const std::string& name,
                        bool owns) {
    SetIfThere("parent", ParentOf(name), &request);
    RaiseIfThere("validate_only", &request);
    Expect(Call(subject, *rows.kind->methods.at(verb), request).status(), relation,
           /*writes=*/true, absl::StrCat(verb, " ", name), owns);
  };
  const auto update = [&](const Dynamic& next, bool owns) {
    if (subject.Can("Update")) call("Update", subject.UpdateRequest(next, {"*"}), rows.name, owns);
    if (!subject.Can("BatchUpdate")) return;
    Dynamic request = subject.Request("BatchUpdate");
    Dynamic entry(request.Find("requests")->message_type());
    entry.SetMessage(type.singular(), next).SetMask("update_mask", {"*"});
    call("BatchUpdate", request.AddMessage("requests", entry), rows.name, owns);
  };
  Dynamic next(type.descriptor());
  next.SetText("name", rows.name);
  update(next, is_share);  // it lacks what is required, if it comes so far
  Subject seer(&world_, rows.kind, {tenant_, kSeer});
  if (is_root && subject.Can("Update") && subject.Request("Update").Has("validate_only")) {
    const auto stored = seer.Get(rows.name);
    if (!findings_.Ok(stored.status(), "Get")) return;
    // Its fields, as they are; then to another owner.
    Dynamic same = *stored;
    call("Update", subject.UpdateRequest(same, {"*"}), rows.name, /*owns=*/false);
    const resource::Column* const owner = type.scope().owner;
    const bool can_change =
        owner != nullptr && !resource::HasBehavior(owner->field, google::api::IMMUTABLE);
    if (can_change) {
      same.SetText(owner->path, UserName("beside"));
      call("Update", subject.UpdateRequest(same, {owner->path}), rows.name, /*owns=*/true);
    }
  }
  // Without validate_only it would be gone for who comes next.
  if (subject.Can("Delete") && subject.Request("Delete").Has("validate_only")) {
    call("Delete", subject.NamedRequest("Delete", rows.name), rows.name, is_root || is_share);
  }
  if (subject.Can("BatchDelete")) {
    call("BatchDelete", subject.Request("BatchDelete").AddText("names", rows.name), rows.name,
         is_root || is_share);
  }
  if (subject.Can("Undelete")) {
    call("Undelete", subject.NamedRequest("Undelete", rows.deleted), rows.deleted,
         is_root || is_share);
  }
  if (!subject.Can("Create") || !type.scope().via_parent) return;
  Form form;
  form.bare = true;
  form.parent = ParentOf(rows.name);
  call("Create", seer.CreateRequest(seer.Make(form), form.parent), rows.name, is_share);
}

// With the name and nothing else: whoever does not see the record learns nothing of it.
void RowMatrix::CallOwn(const Rows& rows, const Subject& subject, const Relation& relation) {
  std::vector<const MethodDescriptor*> standard;
  for (const auto& [verb, method] : rows.kind->methods) standard.push_back(method);
  const auto* file = standard.empty() ? nullptr : standard.front()->file();
  for (int i = 0; file != nullptr && i < file->service_count(); ++i) {
    const bool serves_kind = std::any_of(
        standard.begin(), standard.end(),
        [&](const MethodDescriptor* method) { return method->service() == file->service(i); });
    if (!serves_kind) continue;  // its names are of other kinds
    for (int k = 0; k < file->service(i)->method_count(); ++k) {
      const MethodDescriptor* const method = file->service(i)->method(k);
      Dynamic request(method->input_type());
      if (std::find(standard.begin(), standard.end(), method) != standard.end() ||
          !Holds(packages_, file->package()) || !request.Has("name") ||
          method->client_streaming() || method->server_streaming()) {
        continue;
      }
      request.SetText("name", rows.name);
      const absl::Status status = Call(subject, *method, request).status();
      const bool is_ignorant = absl::IsNotFound(status) || absl::IsInvalidArgument(status);
      findings_.Expect(relation.sees || is_ignorant,
                       absl::StrCat(method->name(), " ", rows.name, " as ", relation.user, ": ",
                                    status.ToString()));
    }
  }
}

}  // namespace guanxi::contract
