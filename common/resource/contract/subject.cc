#include "common/resource/contract/subject.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/status_macros.h"
#include "common/resource/environment.h"
#include "common/resource/reader.h"
#include "common/resource/request_fields.h"
#include "common/resource/unit_of_work.h"
#include "common/resource/workshop.pb.h"

namespace guanxi::contract {

using resource::ResourceName;

Subject Subject::As(Who who) const {
  Subject other(world_, kind_, std::move(who));
  other.parent_ = parent_;
  return other;
}

std::string Subject::At(const std::string& path) const {
  return path.empty() ? type().singular() : absl::StrCat(type().singular(), ".", path);
}

const std::string& Subject::parent() {
  if (parent_.empty()) parent_ = NewParent();
  return parent_;
}

std::string Subject::NewParent() {
  if (kind_->parent == nullptr) return "";
  Form bare;
  bare.bare = true;
  const absl::StatusOr<Dynamic> made = Of(kind_->parent).Add(bare);
  return made.ok() ? made->name() : absl::StrCat("no parent: ", made.status().ToString());
}

std::string Subject::AnyParent() const {
  const auto& collections = type().collections();
  std::string any;
  for (size_t i = 0; i + 1 < collections.size(); ++i) {
    absl::StrAppend(&any, i == 0 ? "" : "/", collections[i], "/-");
  }
  return any;
}

Uuid Subject::NewId() const { return world_->grounds().engine->environment().uuids().Next(); }

std::string Subject::NameOf(const Uuid& id, const std::string& parent) {
  const std::string above = parent.empty() ? this->parent() : parent;
  return absl::StrCat(above, above.empty() ? "" : "/", type().collections().back(), "/",
                      id.ToString());
}

absl::StatusOr<Dynamic> Subject::Add(const Form& form) { return Put(Make(form), form.parent); }

absl::StatusOr<Dynamic> Subject::Put(const Dynamic& message, const std::string& parent) {
  const std::string above = parent.empty() ? this->parent() : parent;
  if (!Can("Create")) return Insert(message, above);
  return Call("Create", CreateRequest(message, above));
}

absl::StatusOr<Dynamic> Subject::Insert(const Dynamic& message, const std::string& parent) const {
  ResourceName name;
  name.id = NewId();
  if (type().has_parent()) {
    GUANXI_ASSIGN_OR_RETURN(
        const ResourceName above,
        resource::ParseParent(type(), parent, "parent", resource::Wildcard::kRefuse));
    name = resource::ChildOf(above, name.id);
  }
  Dynamic stored = message;
  GUANXI_RETURN_IF_ERROR(world_->grounds().engine->Write(
      PrincipalOf(who_.token()), {}, {}, [&](resource::UnitOfWork& work) {
        stored = message;
        return work.Insert(*kind_->resource, name, stored.get());
      }));
  return stored;
}

Dynamic Subject::Request(const std::string& verb) const {
  return Dynamic(kind_->methods.at(verb)->input_type());
}

Dynamic Subject::CreateRequest(const Dynamic& message, const std::string& parent) {
  Dynamic request = Request("Create");
  if (type().has_parent()) request.SetText("parent", parent.empty() ? this->parent() : parent);
  request.SetMessage(type().singular(), message);
  return request;
}

Dynamic Subject::UpdateRequest(const Dynamic& message,
                               const std::vector<std::string>& paths) const {
  return Request("Update").SetMessage(type().singular(), message).SetMask("update_mask", paths);
}

Dynamic Subject::NamedRequest(const std::string& verb, const std::string& name) const {
  return Request(verb).SetText("name", name);
}

absl::StatusOr<Dynamic> Subject::Call(const std::string& verb, const Dynamic& request) const {
  const auto* const method = kind_->methods.at(verb);
  Dynamic response(method->output_type());
  GUANXI_RETURN_IF_ERROR(world_->grounds().caller->Call(who_, *method, *request, response.get()));
  return response;
}

absl::StatusOr<Dynamic> Subject::Get(const std::string& name) const {
  return Call("Get", NamedRequest("Get", name));
}

absl::StatusOr<Dynamic> Subject::Update(const Dynamic& message,
                                        const std::vector<std::string>& paths) const {
  return Call("Update", UpdateRequest(message, paths));
}

absl::StatusOr<Dynamic> Subject::Delete(const std::string& name) const {
  return Call("Delete", NamedRequest("Delete", name));
}

absl::StatusOr<Dynamic> Subject::Undelete(const std::string& name) const {
  return Call("Undelete", NamedRequest("Undelete", name));
}

absl::StatusOr<std::vector<Dynamic>> Subject::List(const ListArgs& args) {
  Dynamic request = Request("List");
  if (type().has_parent()) {
    request.SetText("parent", args.parent.empty() ? parent() : args.parent);
  }
  request.SetText("filter", args.filter).SetText("order_by", args.order_by);
  request.SetNumber("page_size", args.page_size);
  if (args.show_deleted) request.SetFlag("show_deleted");
  std::vector<Dynamic> all;
  while (true) {
    GUANXI_ASSIGN_OR_RETURN(const Dynamic page, Call("List", request));
    for (Dynamic& one : page.List(type().plural())) all.push_back(std::move(one));
    request.SetText("page_token", page.Text("next_page_token"));
    if (request.Text("page_token").empty()) return all;
  }
}

absl::StatusOr<std::vector<Dynamic>> Subject::Changes(const std::string& name,
                                                      int page_size) const {
  using resource::testing::ListChangesRequest;
  using resource::testing::ListChangesResponse;
  Dynamic request = Can("Changes") ? Request("Changes") : Dynamic(ListChangesRequest::descriptor());
  request.SetText("name", name).SetNumber("page_size", page_size);
  std::vector<Dynamic> all;
  while (true) {
    Dynamic page(ListChangesResponse::descriptor());
    if (Can("Changes")) {
      GUANXI_ASSIGN_OR_RETURN(page, Call("Changes", request));
    } else {
      const resource::Reader reader(world_->grounds().engine, kind_->resource,
                                    kind_->resource->links().parent);
      rpc::Call call;
      call.principal = PrincipalOf(who_.token());
      call.method = "/contract/ListChanges";
      call.deadline = absl::Now() + absl::Seconds(30);
      GUANXI_RETURN_IF_ERROR(reader.ListChanges(call, *request, page.get()));
    }
    for (Dynamic& one : page.List("changes")) all.push_back(std::move(one));
    request.SetText("page_token", page.Text("next_page_token"));
    if (request.Text("page_token").empty()) return all;
  }
}

std::optional<absl::StatusOr<Dynamic>> Subject::Touch(const Dynamic& record) {
  if (!Can("Update")) return std::nullopt;
  for (const Change& change : Changeable()) {
    if (TargetKind(change.leaf.field()) != nullptr || IsStated(change.sample, change.leaf.path) ||
        change.leaf.steps.size() > 1 || change.leaf.field()->is_repeated() ||
        IsUnique(change.leaf.field())) {
      continue;
    }
    for (const Side side : {Side::kFirst, Side::kSecond}) {
      Form form;
      form.sample = change.sample;
      form.side = side;
      Dynamic next(type().descriptor());
      change.leaf.Copy(Make(form), &next);
      if (change.leaf.Same(next, record)) continue;
      next.SetText("name", record.name());
      return Update(next, {change.leaf.path});
    }
  }
  return std::nullopt;
}

std::string AboveOf(const std::string& name) {
  const size_t id = name.rfind('/');
  const size_t collection = id == std::string::npos || id == 0 ? id : name.rfind('/', id - 1);
  return collection == std::string::npos ? "" : name.substr(0, collection);
}

std::vector<std::string> NamesOf(const std::vector<Dynamic>& records) {
  std::vector<std::string> names;
  for (const Dynamic& record : records) names.push_back(record.name());
  return names;
}

}  // namespace guanxi::contract
