#include "workflow-svc/rules/request_maker.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/status_macros.h"
#include "common/filter/value.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/util/time_util.h"
#include "guanxi/customer/v1/tag_service.pb.h"
#include "guanxi/metadata/v1/annotations.pb.h"
#include "guanxi/workflow/v1/todo_service.pb.h"

namespace guanxi::workflow {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using rules::StoredCall;
using rules::StoredCalls;

std::unique_ptr<Message> New(const Descriptor* type) {
  return std::unique_ptr<Message>(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
}

void SetText(Message* message, const std::string& field, const std::string& text) {
  message->GetReflection()->SetString(message, message->GetDescriptor()->FindFieldByName(field),
                                      text);
}

// The resource in the request of a standard method: its one field of the kind's message.
Message* RecordIn(const RecordKind& kind, Message* request) {
  const Descriptor* const type = request->GetDescriptor();
  for (int i = 0; i < type->field_count(); ++i) {
    if (type->field(i)->message_type() == kind.descriptor()) {
      return request->GetReflection()->MutableMessage(request, type->field(i));
    }
  }
  return nullptr;
}

StoredCalls One(StoredCall call) {
  StoredCalls calls;
  *calls.add_calls() = std::move(call);
  return calls;
}

const MethodDescriptor& MethodNamed(const google::protobuf::ServiceDescriptor* service,
                                    const char* name) {
  return *service->FindMethodByName(name);
}

// As conditions write it; the values of a set one on a line.
std::string TextOf(const CompiledValue& value, const Facts& facts) {
  filter::Values values;
  value.from[0].Read(facts, &values);
  return absl::StrJoin(values, "\n", [&](std::string* out, const filter::Literal& literal) {
    absl::StrAppend(out, filter::TextOf(*value.declared, literal));
  });
}

absl::Status Write(const CompiledValue& value, const Facts& facts, absl::TimeZone zone,
                   Message* record) {
  constexpr size_t kMaxBytes = 4096;
  std::string text = value.value;
  if (value.text.has_value()) text = value.text->Fill(facts, zone, kMaxBytes);
  if (!value.from.empty()) text = TextOf(value, facts);
  if (value.clear) text.clear();
  if (value.writer[0].Set(text, record).ok()) return absl::OkStatus();
  return absl::InvalidArgumentError("BAD_VALUE");
}

// A change of one record, with a mask of the fields in it.
StoredCall UpdateOf(const RecordKind& kind, Message* request, const std::string& target,
                    const std::vector<std::string>& paths, const Uuid& request_id) {
  SetText(RecordIn(kind, request), "name", target);
  auto* const mask =
      static_cast<google::protobuf::FieldMask*>(request->GetReflection()->MutableMessage(
          request, request->GetDescriptor()->FindFieldByName("update_mask")));
  for (const std::string& path : paths) mask->add_paths(path);
  SetText(request, "request_id", request_id.ToString());
  return CallOf(*kind.Method("Update"), *request, target);
}

template <typename Request>
StoredCall TagCall(const char* method, const std::string& target,
                   const google::protobuf::RepeatedPtrField<std::string>& tags,
                   const Uuid& request_id) {
  Request request;
  request.add_customers(target);
  *request.mutable_tags() = tags;
  request.set_request_id(request_id.ToString());
  return CallOf(MethodNamed(Request::descriptor()->file()->service(0), method), request, target);
}

}  // namespace

StoredCall CallOf(const MethodDescriptor& method, const Message& request, std::string made) {
  StoredCall call;
  call.set_method(method.full_name());
  call.set_request(request.SerializeAsString());
  call.set_permission(method.options().GetExtension(metadata::v1::method).permission());
  call.set_made(std::move(made));
  return call;
}

StepIds IdsOf(const Uuid& firing, int action) {
  const auto derive = [&](absl::string_view what) {
    return DeriveUuid("guanxi.rules.step", absl::StrCat(firing.ToString(), " ", action, " ", what));
  };
  return {derive("request"), derive("second"), derive("made")};
}

StoredCalls MakeTodo(const TodoToMake& todo, const StepIds& ids) {
  v1::CreateTodoRequest request;
  v1::Todo& made = *request.mutable_todo();
  made.set_rule(todo.rule);
  made.set_title(todo.title);
  made.set_note(todo.note);
  made.set_subject(todo.subject);
  made.set_owner(todo.owner);
  made.set_priority(todo.priority);
  if (todo.due.has_value()) {
    *made.mutable_due_time() =
        google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(*todo.due));
  }
  for (const std::string& user : todo.collaborators) made.add_collaborators(user);
  request.set_todo_id(ids.made.ToString());
  request.set_request_id(ids.request.ToString());
  const auto* const service = v1::CreateTodoRequest::descriptor()->file()->service(0);
  const std::string name = absl::StrCat("todos/", request.todo_id());
  StoredCall call = CallOf(MethodNamed(service, "CreateTodo"), request, name);
  if (todo.owner != todo.rule_owner) {
    v1::UpdateTodoRequest give;
    give.mutable_todo()->set_name(name);
    give.mutable_todo()->set_owner(todo.owner);
    give.mutable_update_mask()->add_paths("owner");
    give.set_request_id(ids.second_request.ToString());
    call.set_hand_over(give.SerializeAsString());
  }
  return One(std::move(call));
}

absl::StatusOr<StoredCalls> MakeUpdate(const CompiledAction& action, const std::string& target,
                                       const Facts& facts, absl::TimeZone zone,
                                       const StepIds& ids) {
  if (target.empty()) return absl::FailedPreconditionError("NO_PARENT");
  const auto request = New(action.target->Method("Update")->input_type());
  std::vector<std::string> paths;
  for (const CompiledValue& value : action.values) {
    GUANXI_RETURN_IF_ERROR(Write(value, facts, zone, RecordIn(*action.target, request.get())));
    paths.push_back(value.path);
  }
  return One(UpdateOf(*action.target, request.get(), target, paths, ids.request));
}

absl::StatusOr<StoredCalls> MakeAssign(const RecordKind& kind, const std::string& target,
                                       const std::string& owner, const StepIds& ids) {
  if (target.empty()) return absl::FailedPreconditionError("NO_PARENT");
  const auto request = New(kind.Method("Update")->input_type());
  SetText(RecordIn(kind, request.get()), "owner", owner);
  return One(UpdateOf(kind, request.get(), target, {"owner"}, ids.request));
}

absl::StatusOr<StoredCalls> MakeTags(const CompiledAction& action, const std::string& target,
                                     const StepIds& ids) {
  if (target.empty()) return absl::FailedPreconditionError("NO_PARENT");
  const v1::TagsAction& tags = action.action.tags();
  StoredCalls calls;
  // What is removed first: of a group of which a record has one tag, another one is given then.
  if (!tags.remove().empty()) {
    *calls.add_calls() = TagCall<customer::v1::RemoveTagsRequest>(
        "RemoveTags", target, tags.remove(), ids.second_request);
  }
  if (!tags.add().empty()) {
    *calls.add_calls() =
        TagCall<customer::v1::ApplyTagsRequest>("ApplyTags", target, tags.add(), ids.request);
  }
  return calls;
}

absl::StatusOr<StoredCalls> MakeCreate(const CompiledAction& action, const Facts& facts,
                                       absl::TimeZone zone, const StepIds& ids) {
  const RecordKind& kind = *action.target;
  const MethodDescriptor& method = *kind.Method("Create");
  const auto request = New(method.input_type());
  std::string name = kind.type->collections().back() + "/" + ids.made.ToString();
  if (!action.parent.empty()) {
    filter::Values values;
    action.parent[0].Read(facts, &values);
    std::string parent;
    if (!values.empty()) {
      if (const auto* const text = std::get_if<std::string>(&values[0])) parent = *text;
      if (const auto* const id = std::get_if<filter::Bytes>(&values[0])) {
        const auto uuid = Uuid::FromBytes(id->value);
        if (uuid.ok()) parent = absl::StrCat(kind.type->collections()[0], "/", uuid->ToString());
      }
    }
    if (parent.empty()) return absl::FailedPreconditionError("FIELD_NOT_SET");
    SetText(request.get(), "parent", parent);
    name = absl::StrCat(parent, "/", name);
  }
  Message* const record = RecordIn(kind, request.get());
  for (const CompiledValue& value : action.values) {
    GUANXI_RETURN_IF_ERROR(Write(value, facts, zone, record));
  }
  // Every create request has the field of the chosen id, `<resource>_id`.
  for (int i = 0; i < method.input_type()->field_count(); ++i) {
    const FieldDescriptor* const field = method.input_type()->field(i);
    const bool is_id = field->name() != "request_id" && field->name().size() > 3 &&
                       field->name().rfind("_id") == field->name().size() - 3;
    if (is_id) SetText(request.get(), field->name(), ids.made.ToString());
  }
  SetText(request.get(), "request_id", ids.request.ToString());
  return One(CallOf(method, *request, std::move(name)));
}

}  // namespace guanxi::workflow
