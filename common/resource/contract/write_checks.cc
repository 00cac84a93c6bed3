// Conditions of writes, writes that are sent twice, and writes that are only looked at.
#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/resource/contract/checks.h"
#include "common/resource/request_fields.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/protobuf/util/time_util.h"

namespace guanxi::contract {
namespace {

using google::protobuf::util::TimeUtil;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

// A mutation of one record, ready to be sent.
struct Mutation {
  std::string verb;
  Dynamic request;
};

// One of each kind that there is, in an order in which they can be done. `record` is live.
std::vector<Mutation> Mutations(Subject& subject, const Dynamic& record) {
  std::vector<Mutation> all;
  Form form;
  form.side = Side::kSecond;
  all.push_back({"Create", subject.CreateRequest(subject.Make(form))});
  if (subject.Can("Update")) {
    form.bare = true;
    all.push_back({"Update", subject.UpdateRequest(subject.MakeNext(record, form), {})});
  }
  if (subject.Can("Delete")) {
    all.push_back({"Delete", subject.NamedRequest("Delete", record.name())});
  }
  if (subject.Can("Undelete")) {
    all.push_back({"Undelete", subject.NamedRequest("Undelete", record.name())});
  }
  return all;
}

// What lists show, deleted records included.
std::vector<Dynamic> Everything(Subject& subject, Findings& findings) {
  ListArgs args;
  args.parent = subject.AnyParent();
  args.show_deleted = subject.type().delete_time_field() != nullptr;
  if (!subject.Can("List")) return {};
  auto all = subject.List(args);
  return findings.Ok(all.status(), "List") ? *std::move(all) : std::vector<Dynamic>();
}

bool Same(const std::vector<Dynamic>& a, const std::vector<Dynamic>& b) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i) {
    if (!a[i].Equals(b[i])) return false;
  }
  return true;
}

// The update_time, where there is one, grows with the etag, though the clock stands still.
void ExpectNewer(const Subject& subject, const Dynamic& before, const Dynamic& after,
                 absl::string_view by, Findings& findings) {
  findings.Expect(after.etag() != before.etag(), absl::StrCat(by, " left the etag"));
  if (subject.type().update_time_field() == nullptr) return;
  const auto time = [](const Dynamic& record) {
    const auto* const set = resource::MessageField(*record, "update_time");
    return set == nullptr ? 0
                          : TimeUtil::TimestampToMicroseconds(
                                static_cast<const google::protobuf::Timestamp&>(*set));
  };
  findings.Expect(time(after) > time(before), absl::StrCat(by, " left the update_time"));
}

void ExpectStale(Subject& subject, const Dynamic& record, const std::string& stale,
                 Findings& findings) {
  const auto expect = [&](const std::string& verb, const Dynamic& request) {
    findings.Refused(subject.Call(verb, request).status(), absl::StatusCode::kAborted, "STALE_ETAG",
                     absl::StrCat(verb, " with an etag that is stale"));
  };
  const Subject by_header =
      subject.As({subject.who().tenant, subject.who().user, "\"" + stale + "\""});
  const auto expect_header = [&](const std::string& verb, const Dynamic& request) {
    findings.Refused(by_header.Call(verb, request).status(), absl::StatusCode::kAborted,
                     "STALE_ETAG", absl::StrCat(verb, " with a stale If-Match"));
  };
  if (subject.Can("Update") && !record.IsSet("delete_time")) {
    Dynamic next = record;
    expect("Update", subject.UpdateRequest(next.SetText("etag", stale), {}));
    expect_header("Update", subject.UpdateRequest(next.SetText("etag", ""), {}));
  }
  for (const char* verb : {"Delete", "Undelete"}) {
    if (!subject.Can(verb) || (record.IsSet("delete_time") != (verb == std::string("Undelete")))) {
      continue;
    }
    Dynamic request = subject.NamedRequest(verb, record.name());
    expect_header(verb, request);
    expect(verb, request.SetText("etag", stale));
  }
}

}  // namespace

void CheckEtag(Subject& subject, Findings& findings) {
  Form form;
  const auto created = subject.Add(form);
  if (!findings.Ok(created.status(), "Create")) return;
  findings.Expect(!created->etag().empty(), "what is created has no etag");
  auto record = subject.Touch(*created);
  if (!record.has_value()) return;
  if (!findings.Ok(record->status(), "Update")) return;
  const std::string stale = created->etag();
  ExpectNewer(subject, *created, **record, "Update", findings);
  ExpectStale(subject, **record, stale, findings);
  // The present one, and any, are met.
  for (const std::string& etag : {(*record)->etag(), std::string("*")}) {
    Dynamic same = **record;
    findings.Ok(subject.Update(same.SetText("etag", etag), {}).status(),
                absl::StrCat("Update with the etag ", etag));
  }
  if (!subject.Can("Delete") || !subject.Can("Undelete")) return;
  const auto deleted = subject.Call(
      "Delete", subject.NamedRequest("Delete", created->name()).SetText("etag", (*record)->etag()));
  if (!findings.Ok(deleted.status(), "Delete with the etag")) return;
  ExpectNewer(subject, **record, *deleted, "Delete", findings);
  ExpectStale(subject, *deleted, stale, findings);
  const auto back = subject.Undelete(created->name());
  if (findings.Ok(back.status(), "Undelete")) {
    ExpectNewer(subject, *deleted, *back, "Undelete", findings);
  }
}

void CheckReplay(Subject& subject, Findings& findings) {
  Form form;
  const auto record = subject.Add(form);
  if (!findings.Ok(record.status(), "Create")) return;
  for (Mutation& mutation : Mutations(subject, *record)) {
    const std::string& verb = mutation.verb;
    Dynamic& request = mutation.request;
    findings.RefusedField(subject.Call(verb, Dynamic(request).SetText("request_id", "1")).status(),
                          "request_id", absl::StrCat(verb, " with a bad request_id"));
    request.SetText("request_id", subject.NewId().ToString());
    const auto first = subject.Call(verb, request);
    if (!findings.Ok(first.status(), verb)) continue;
    const std::vector<Dynamic> before = Everything(subject, findings);
    const auto second = subject.Call(verb, request);
    if (findings.Ok(second.status(), absl::StrCat(verb, " once more"))) {
      findings.Expect(second->Equals(*first),
                      absl::StrCat(verb, " once more answers ", second->ToString(), ", first ",
                                   first->ToString()));
    }
    findings.Expect(Same(Everything(subject, findings), before),
                    absl::StrCat(verb, " once more took effect"));
    Dynamic other = request;
    if (verb == "Create" || verb == "Update") {
      other.SetMessage(subject.type().singular(), *record);
    } else {
      other.SetText("name", subject.NameOf(subject.NewId()));
    }
    findings.Refused(subject.Call(verb, other).status(), kInvalid, "REQUEST_ID_REUSED",
                     absl::StrCat("another ", verb, " with the same request_id"));
    const Subject colleague = subject.As({subject.who().tenant, "bob"});
    findings.Expect(Reason(colleague.Call(verb, other).status()) != "REQUEST_ID_REUSED",
                    absl::StrCat(verb, " knows another user's request_id"));
  }
}

void CheckValidateOnly(Subject& subject, Findings& findings) {
  Form form;
  const auto record = subject.Add(form);
  if (!findings.Ok(record.status(), "Create")) return;
  for (Mutation& mutation : Mutations(subject, *record)) {
    const std::string& verb = mutation.verb;
    const std::vector<Dynamic> before = Everything(subject, findings);
    Dynamic looked = mutation.request;
    looked.SetFlag("validate_only").SetText("request_id", subject.NewId().ToString());
    const auto answer = subject.Call(verb, looked);
    findings.Ok(answer.status(), absl::StrCat(verb, " with validate_only"));
    findings.Expect(Same(Everything(subject, findings), before),
                    absl::StrCat(verb, " with validate_only took effect"));
    if (subject.Can("Get")) {
      const auto read = subject.Get(record->name());
      findings.Ok(read.status(), absl::StrCat("Get after ", verb, " with validate_only"));
    }
    const auto done = subject.Call(verb, mutation.request);
    if (!findings.Ok(done.status(), verb) || !answer.ok() || verb == "Create") continue;
    findings.Expect(answer->name() == done->name(),
                    absl::StrCat(verb, " with validate_only answers ", answer->ToString()));
  }
  if (!subject.Can("Create")) return;
  Dynamic nothing = subject.CreateRequest(Dynamic(subject.type().descriptor()));
  bool needs = false;
  for (const Leaf& leaf : subject.kind().leaves) needs |= leaf.required && leaf.steps.size() == 1;
  if (!needs) return;
  const auto refused = subject.Call("Create", nothing.SetFlag("validate_only"));
  findings.Expect(refused.status().code() == kInvalid, "validate_only of what is invalid passes");
}

void CheckAllowMissing(Subject& subject, Findings& findings) {
  if (!subject.Request("Update").Has("allow_missing")) return;
  Form form;
  Dynamic message = subject.Make(form);
  message.SetText("name", subject.NameOf(subject.NewId()));
  Dynamic request = subject.UpdateRequest(message, {});
  findings.Refused(subject.Call("Update", request).status(), absl::StatusCode::kNotFound,
                   subject.Code("_NOT_FOUND"), "Update of what does not exist");
  request.SetFlag("allow_missing");
  const Subject if_there = subject.As({subject.who().tenant, subject.who().user, "*"});
  if (subject.type().etag_field() != nullptr) {
    findings.Refused(if_there.Call("Update", request).status(), absl::StatusCode::kNotFound,
                     subject.Code("_NOT_FOUND"), "Update of what does not exist with If-Match");
  }
  const auto created = subject.Call("Update", request);
  if (!findings.Ok(created.status(), "Update with allow_missing")) return;
  findings.Expect(created->name() == message.name(), "allow_missing made " + created->name());
  for (const Leaf& leaf : subject.kind().leaves) {
    if (leaf.output_only || leaf.Same(message, *created)) continue;
    findings.Add(absl::StrCat("allow_missing left out ", leaf.path));
  }
  if (auto touched = subject.Touch(*created); touched.has_value() && touched->ok()) {
    request.SetMessage(subject.type().singular(), message);
    const auto updated = subject.Call("Update", request);
    if (findings.Ok(updated.status(), "Update with allow_missing of what exists")) {
      findings.Expect(updated->name() == created->name(), "allow_missing made a second one");
      for (const Leaf& leaf : subject.kind().leaves) {
        findings.Expect(leaf.output_only || !leaf.IsSet(message) || leaf.Same(message, *updated),
                        absl::StrCat("allow_missing did not update ", leaf.path));
      }
    }
  }
  if (!subject.Can("Delete") || subject.type().deletion() != metadata::v1::SOFT) return;
  if (!findings.Ok(subject.Delete(created->name()).status(), "Delete")) return;
  findings.Refused(subject.Call("Update", request).status(), absl::StatusCode::kAlreadyExists,
                   subject.Code("_ALREADY_EXISTS"), "allow_missing of what is deleted");
}

}  // namespace guanxi::contract
