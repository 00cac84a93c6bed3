// What a caller does in the hunt for leaks.
#include <algorithm>
#include <cstdint>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/uuid.h"
#include "common/errors/errors.h"
#include "common/resource/contract/evaluate.h"
#include "common/resource/contract/leak_hunt.h"
#include "common/resource/contract/viewers.h"
#include "common/resource/resource_type.h"
#include "google/api/field_behavior.pb.h"
#include "google/api/resource.pb.h"
#include "google/longrunning/operations.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "guanxi/event/v1/event.pb.h"
#include "guanxi/metadata/v1/annotations.pb.h"

namespace guanxi::contract {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using google::protobuf::Timestamp;

constexpr absl::Duration kWorkTime = absl::Seconds(30);

std::string ParentOf(const std::string& name) {
  const size_t id = name.rfind('/');
  const size_t collection = id == std::string::npos ? id : name.rfind('/', id - 1);
  return collection == std::string::npos ? "" : name.substr(0, collection);
}

// Fields that a request has, set; the others are left.
void SetIfThere(const std::string& field, const std::string& value, Dynamic* request) {
  const FieldDescriptor* const found = request->Find(field);
  if (found == nullptr || found->type() != FieldDescriptor::TYPE_STRING || value.empty()) return;
  found->is_repeated() ? request->AddText(field, value) : request->SetText(field, value);
}

void RaiseIfThere(const std::string& flag, Dynamic* request) {
  if (request->Has(flag)) request->SetFlag(flag);
}

bool HasEntries(const Message& answer) {
  const auto* reflection = answer.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(answer, &fields);
  return std::any_of(fields.begin(), fields.end(), [](const FieldDescriptor* field) {
    return field->is_repeated() && field->message_type() != nullptr;
  });
}

// Where a character of UTF-8 begins, at `at` or ahead of it.
size_t Boundary(const std::string& text, size_t at) {
  while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) --at;
  return at;
}

// Parts of a text by which it must not be found.
std::vector<std::string> PartsOf(const std::string& text) {
  std::vector<std::string> parts = {text.substr(0, Boundary(text, text.size() - 1)),
                                    text.substr(0, Boundary(text, text.size() / 2))};
  if (text.size() > 4) parts.push_back(text.substr(Boundary(text, text.size() - 4)));
  return parts;
}

// The file that a piece of work made; "" if it made none.
std::string FileIn(const google::protobuf::Any& result) {
  const std::string type = result.type_url().substr(result.type_url().rfind('/') + 1);
  const auto* found =
      google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(type);
  if (found == nullptr) return "";
  Dynamic response(found);
  return result.UnpackTo(response.get()) ? response.Text("file") : "";
}

// Whether there is a class of personal data in the field.
bool MayReveal(const Leaf& leaf) {
  return std::any_of(leaf.steps.begin(), leaf.steps.end(), [](const FieldDescriptor* field) {
    return resource::Rules(field).personal() != metadata::v1::PERSONAL_DATA_UNSPECIFIED;
  });
}

}  // namespace

void LeakHunt::Read(const Seed& seed) {
  const Subject subject = SubjectOf(seed);
  const std::string name = seed.record.name();
  for (const char* verb : {"Get", "Changes", "BatchGet"}) {
    if (!subject.Can(verb)) continue;
    Dynamic request = subject.Request(verb);
    SetIfThere("name", name, &request);
    SetIfThere("names", name, &request);
    SetIfThere("parent", ParentOf(name), &request);
    Call(*seed.kind->methods.at(verb), request).IgnoreError();
  }
  if (!subject.Can("List")) return;
  Dynamic request = subject.Request("List");
  request.SetNumber("page_size", 1);
  SetIfThere("parent", ParentOf(name), &request);
  RaiseIfThere("show_deleted", &request);
  RaiseIfThere("include_total_size", &request);
  for (int pages = 0; pages < 3; ++pages) {
    const auto page = Call(*seed.kind->methods.at("List"), request);
    if (!page.ok() || page->Text("next_page_token").empty()) break;
    request.SetText("page_token", page->Text("next_page_token"));
  }
  request.SetText("page_token", "no token of ours");
  Call(*seed.kind->methods.at("List"), request).IgnoreError();
}

// By what is not seen one cannot ask.
void LeakHunt::Ask(const Seed& seed) {
  const Subject subject = SubjectOf(seed);
  if (!subject.Can("List")) return;
  Dynamic list = subject.Request("List");
  SetIfThere("parent", ParentOf(seed.record.name()), &list);
  const auto refused = [&](const std::string& field, const std::string& value,
                           const std::string& reason) {
    Dynamic request = list;
    request.SetText(field, value);
    const auto page = Call(*seed.kind->methods.at("List"), request);
    findings_.Expect(Reason(page.status()) == reason,
                     absl::StrCat("List of ", seed.kind->type().plural(), " with ", field, " ",
                                  value, " as ", viewer_, ": ", page.status().ToString()));
  };
  const auto is_veiled = [&](const std::string& path) {
    const auto* field =
        seed.kind->type().descriptor()->FindFieldByName(path.substr(0, path.find('.')));
    return field != nullptr && IsVeiled(field);
  };
  std::vector<std::string> paths = FilterPaths(subject);
  if (seed.kind->type().external_ids_field() != nullptr) paths.push_back("external_ids.erp");
  if (seed.kind->type().custom_field() != nullptr) paths.push_back("custom.veiled");
  for (const std::string& path : paths) {
    if (!is_veiled(path)) continue;
    refused("filter", path + ":*", "INVALID_FILTER");
    refused("filter", absl::StrCat("NOT ", path, ":*"), "INVALID_FILTER");
    if (viewer_ != kBlind) continue;
    const auto field = FieldInMemory::Find(subject, path);
    if (!field.ok()) continue;
    for (const std::string& value : field->Texts({seed.record}, 1)) {
      refused("filter", absl::StrCat(path, field->field().repeated ? " : " : " = ", value),
              "INVALID_FILTER");
    }
  }
  for (const std::string& path : seed.kind->type().filter_schema().SortablePaths()) {
    if (is_veiled(path)) refused("order_by", path, "INVALID_ORDER_BY");
  }
}

void LeakHunt::Write(const Seed& seed) {
  const Subject subject = SubjectOf(seed);
  const std::string name = seed.record.name();
  WriteBack(seed);
  if (subject.Can("Update")) {
    for (const Leaf& leaf : seed.kind->leaves) {
      if (leaf.output_only) continue;
      Dynamic next(seed.kind->type().descriptor());
      next.SetText("name", name);  // the field is cleared
      Dynamic request = subject.UpdateRequest(next, {leaf.path});
      RaiseIfThere("validate_only", &request);
      Call(*seed.kind->methods.at("Update"), request).IgnoreError();
    }
    Dynamic wrong(seed.kind->type().descriptor());
    wrong.SetText("name", name).SetText("etag", "no etag");
    Call(*seed.kind->methods.at("Update"), subject.UpdateRequest(wrong, {"*"})).IgnoreError();
  }
  Create(seed);
  for (const char* verb : {"BatchDelete", "Delete", "Undelete"}) {
    if (!subject.Can(verb)) continue;
    Dynamic request = subject.Request(verb);
    SetIfThere("name", name, &request);
    SetIfThere("names", name, &request);
    SetIfThere("parent", ParentOf(name), &request);
    RaiseIfThere("validate_only", &request);
    Call(*seed.kind->methods.at(verb), request).IgnoreError();
  }
  for (const char* verb : {"BatchCreate", "BatchUpdate", "Ingest"}) {
    if (!subject.Can(verb)) continue;
    Dynamic request = subject.Request(verb);
    SetIfThere("parent", ParentOf(name), &request);
    if (const FieldDescriptor* entries = request.Find("requests"); entries != nullptr) {
      Dynamic entry(entries->message_type());
      SetIfThere("parent", ParentOf(name), &entry);
      Dynamic record = seed.record;
      SetIfThere("etag", "*", &record);
      entry.SetMessage(seed.kind->type().singular(), record);
      if (entry.Has("update_mask")) entry.SetMask("update_mask", {"*"});
      request.AddMessage("requests", entry);
    }
    Call(*seed.kind->methods.at(verb), request).IgnoreError();
  }
}

void LeakHunt::Create(const Seed& seed) {
  Subject subject = SubjectOf(seed);
  if (!subject.Can("Create")) return;
  const std::string name = seed.record.name();
  // What a record has and others may not have, once more; then something new.
  Dynamic request = subject.CreateRequest(seed.record, ParentOf(name));
  SetIfThere(absl::StrCat(seed.kind->type().singular(), "_id"), name.substr(name.rfind('/') + 1),
             &request);
  Call(*seed.kind->methods.at("Create"), request).IgnoreError();
  Form form;
  form.parent = ParentOf(name);
  form.side = Side::kSecond;
  request = subject.CreateRequest(Subject(&world_, seed.kind, seer_).Make(form), form.parent);
  RaiseIfThere("validate_only", &request);
  Call(*seed.kind->methods.at("Create"), request).IgnoreError();
  if (!subject.Can("BatchCreate")) return;
  Dynamic batch = subject.Request("BatchCreate");
  SetIfThere("parent", form.parent, &batch);
  Dynamic entry(batch.Find("requests")->message_type());
  SetIfThere("parent", form.parent, &entry);
  entry.SetMessage(seed.kind->type().singular(), Subject(&world_, seed.kind, seer_).Make(form));
  batch.AddMessage("requests", entry);
  Call(*seed.kind->methods.at("BatchCreate"), batch).IgnoreError();
}

// What is shown and comes back changes nothing, whatever of it was left out.
void LeakHunt::WriteBack(const Seed& seed) {
  const Subject subject = SubjectOf(seed);
  if (!subject.Can("Update") || !subject.Can("Get") || seed.deleted) return;
  const auto shown =
      Call(*seed.kind->methods.at("Get"), subject.NamedRequest("Get", seed.record.name()));
  if (!shown.ok()) return;
  const Subject seer = subject.As(seer_);
  const auto before = seer.Get(seed.record.name());
  const auto written = Call(*seed.kind->methods.at("Update"), subject.UpdateRequest(*shown, {"*"}));
  const auto after = seer.Get(seed.record.name());
  if (!before.ok() || !after.ok()) return;
  findings_.Expect(before->Equals(*after),
                   absl::StrCat("writing back what is seen of ", seed.record.name(), " as ",
                                viewer_, " makes ", before->ToString(), " ", after->ToString(),
                                " (", written.status().ToString(), ")"));
}

void LeakHunt::CallOthers() {
  std::set<const MethodDescriptor*> standard;
  for (const auto& kind : world_.kinds()) {
    for (const auto& [verb, method] : kind->methods) standard.insert(method);
  }
  // Once more where another method stood in the way: what is won must be reopened to be lost.
  for (int round = 0; round < 2; ++round) {
    for (const MethodDescriptor* method : methods_) {
      if (Ends()) return;
      if (standard.count(method) != 0 || method->client_streaming()) continue;
      if (round > 0 && answered_.count(method->full_name()) != 0) continue;
      if (method->output_type() == event::v1::ListEventsResponse::descriptor()) {
        FollowEvents(*method);
        continue;
      }
      const FieldDescriptor* const query = method->input_type()->FindFieldByName("query");
      if (query != nullptr && query->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
        Search(*method);
      }
      for (const Seed& seed : seeds_) {
        CallByFields(*method, seed);
        // Long work is about all records.
        if (method->output_type() == google::longrunning::Operation::descriptor()) break;
      }
    }
  }
}

// All that happened to the records, page after page. A watch says the same, and does not end.
void LeakHunt::FollowEvents(const MethodDescriptor& method) {
  if (method.server_streaming()) {
    answered_.insert(method.full_name());
    return;
  }
  world_.grounds().relay();
  event::v1::ListEventsRequest start;
  start.set_start(event::v1::ListEventsRequest::OLDEST);
  Dynamic request(method.input_type());
  (*request).CopyFrom(start);
  int events = 0;
  for (bool more = true; more;) {
    const auto page = Call(method, request);
    if (!page.ok()) return findings_.Add(absl::StrCat("no events: ", page.status().ToString()));
    const auto& proto = static_cast<const event::v1::ListEventsResponse&>(**page);
    events += proto.events_size();
    more = proto.more();
    start.Clear();
    start.set_token(proto.next_token());
    (*request).CopyFrom(start);
  }
  findings_.Expect(events > 0, absl::StrCat(method.full_name(), " tells nothing"));
}

void LeakHunt::CallByFields(const MethodDescriptor& method, const Seed& seed) {
  Dynamic request(method.input_type());
  FillFields(seed, &request);
  if (request.Has("validate_only")) {  // before another method stands in the way
    Dynamic checked = request;
    Call(method, checked.SetFlag("validate_only")).IgnoreError();
  }
  const auto answer = Call(method, request);
  if (answer.ok() && method.output_type() == google::longrunning::Operation::descriptor()) {
    FollowWork(*answer);
  }
}

// Each field by what it says that it takes.
void LeakHunt::FillFields(const Seed& seed, Dynamic* request) const {
  SetIfThere("name", seed.record.name(), request);
  SetIfThere("names", seed.record.name(), request);
  SetIfThere("parent", ParentOf(seed.record.name()), request);
  SetIfThere("resource_type", seed.kind->type().full_type(), request);
  SetIfThere("reason", "because", request);
  if (request->Has("path")) {
    for (const Leaf& leaf : seed.kind->leaves) {
      if (leaf.IsSet(seed.record) && MayReveal(leaf)) request->SetText("path", leaf.path);
    }
  }
  const int64_t soon = absl::ToUnixSeconds(world_.grounds().clock->Now() + absl::Hours(1));
  const auto* descriptor = (**request).GetDescriptor();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const FieldDescriptor* const field = descriptor->field(i);
    if (field->message_type() == Timestamp::descriptor() &&
        resource::HasBehavior(field, google::api::REQUIRED)) {
      Message* const time = (**request).GetReflection()->MutableMessage(request->get(), field);
      static_cast<Timestamp*>(time)->set_seconds(soon);
    }
    if (field->type() != FieldDescriptor::TYPE_STRING) continue;
    const std::string& type = field->options().GetExtension(google::api::resource_reference).type();
    std::string collection = resource::Rules(field).collection();
    if (type.empty() && collection.empty()) collection = field->name();  // `tags`, `customers`
    const Seed* const other = SeedOf(type, collection);
    const bool is_free = request->Texts(field->name()).empty();
    if (other != nullptr && is_free) {
      SetIfThere(field->name(), other->record.name(), request);
    } else if (is_free && field->name() == "owner") {
      SetIfThere("owner", absl::StrCat("users/", DeriveUuid("users", "b").ToString()), request);
    }
  }
}

// Long work, its end, and the file that it made.
void LeakHunt::FollowWork(const Dynamic& operation) {
  const auto* get = google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(
      "google.longrunning.Operations.GetOperation");
  const absl::Time end = absl::Now() + kWorkTime;
  while (get != nullptr && absl::Now() < end) {
    const auto now = Call(*get, Dynamic(get->input_type()).SetText("name", operation.name()));
    if (!now.ok()) return findings_.Add(absl::StrCat("no operation: ", now.status().ToString()));
    const auto& proto = static_cast<const google::longrunning::Operation&>(**now);
    if (!proto.done()) {
      absl::SleepFor(absl::Milliseconds(20));
      continue;
    }
    for (const MethodDescriptor* method : methods_) {
      if (!method->server_streaming() || !proto.has_response()) continue;
      Dynamic request(method->input_type());
      if (!request.Has("name")) continue;  // no file: a watch, which does not end
      SetIfThere("name", FileIn(proto.response()), &request);
      Call(*method, request).IgnoreError();
    }
    return;
  }
  findings_.Add(absl::StrCat(operation.name(), " did not end"));
}

// Nothing is found by what is not seen; what is masked by the whole value alone.
void LeakHunt::Search(const MethodDescriptor& method) {
  const auto finds_nothing = [&](const std::string& text, const std::string& where) {
    Dynamic request(method.input_type());
    request.SetText("query", text);
    const auto answer = Call(method, request);
    findings_.Expect(
        !answer.ok() || !HasEntries(**answer),
        absl::StrCat(method.full_name(), " finds ", where, " by ", text, " as ", viewer_));
  };
  for (const auto& [text, where] : canaries_) {
    if (viewer_ == kBlind) finds_nothing(text, where);
    for (const std::string& part : PartsOf(text)) {
      if (canaries_.count(part) == 0) finds_nothing(part, where);
    }
  }
}

}  // namespace guanxi::contract
