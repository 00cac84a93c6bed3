// What is created is what is read, under its name, by its tenant alone.
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/resource/contract/checks.h"
#include "common/resource/name_fields.h"

namespace guanxi::contract {
namespace {

using google::protobuf::Message;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
constexpr auto kNotFound = absl::StatusCode::kNotFound;

// What the client said is there.
void ExpectStated(const Subject& subject, const Dynamic& given, const Dynamic& stored,
                  Findings& findings) {
  for (const Leaf& leaf : subject.kind().leaves) {
    if (leaf.output_only || leaf.Same(given, stored)) continue;
    findings.Add(absl::StrCat(leaf.path, " was created as ", given.ToString(), ", and is ",
                              stored.ToString()));
  }
}

// Between two ends there is one edge.
void CheckEdge(Subject& subject, Findings& findings) {
  const Dynamic message = subject.Make({});
  findings.Ok(subject.Put(message).status(), "Create of an edge");
  findings.Refused(subject.Put(message).status(), absl::StatusCode::kAlreadyExists,
                   subject.Code("_ALREADY_EXISTS"), "Create of a second edge");
}

// Ids of the client's choice.
void CheckChosenId(Subject& subject, Findings& findings) {
  if (!subject.type().edge_between().empty()) return CheckEdge(subject, findings);
  const std::string field = subject.type().singular() + "_id";
  Form form;
  const Uuid id = subject.NewId();
  Dynamic request = subject.CreateRequest(subject.Make(form));
  request.SetText(field, id.ToString());
  const auto created = subject.Call("Create", request);
  if (!findings.Ok(created.status(), "Create with an id")) return;
  findings.Expect(created->name() == subject.NameOf(id),
                  absl::StrCat("the name with the id ", id.ToString(), " is ", created->name()));
  // The same again, but for what must be unique.
  request.SetMessage(subject.type().singular(), subject.Make(form));
  findings.Refused(subject.Call("Create", request).status(), absl::StatusCode::kAlreadyExists,
                   subject.Code("_ALREADY_EXISTS"), "Create with an id that is taken");
  for (const std::string& bad : {std::string("1"), Uuid().ToString()}) {
    request.SetText(field, bad);
    findings.RefusedField(subject.Call("Create", request).status(), field,
                          absl::StrCat("Create with the id ", bad));
  }
}

void CheckParents(Subject& subject, Findings& findings) {
  if (subject.kind().parent == nullptr) return;
  Form form;
  const Dynamic message = subject.Make(form);
  const std::string absent = subject.Of(subject.kind().parent).NameOf(subject.NewId());
  const std::string start = absent.substr(0, absent.rfind('/') + 1);
  findings.Refused(subject.Call("Create", subject.CreateRequest(message, absent)).status(),
                   kNotFound, subject.kind().parent->type().code() + "_NOT_FOUND",
                   "Create under a parent that does not exist");
  for (const std::string& bad :
       {subject.AnyParent(), start + "-", start + "1", std::string("x/y")}) {
    findings.Refused(subject.Call("Create", subject.CreateRequest(message, bad)).status(), kInvalid,
                     "INVALID_NAME", absl::StrCat("Create under ", bad), "parent");
  }
}

// The names in the field with their ids in capitals: the same records.
Dynamic InCapitals(const Leaf& leaf, const Dynamic& given) {
  Dynamic message = given;
  Message* const holder = leaf.Holder(&message);
  const auto* reflection = holder->GetReflection();
  const auto respell = [&](int index, const std::string& name) {
    std::vector<std::string> parts = absl::StrSplit(name, '/');
    for (size_t i = 1; i < parts.size(); i += 2) absl::AsciiStrToUpper(&parts[i]);
    SetString(leaf.field(), index, absl::StrJoin(parts, "/"), holder);
  };
  if (!leaf.field()->is_repeated()) {
    respell(-1, reflection->GetString(*holder, leaf.field()));
    return message;
  }
  for (int i = 0; i < reflection->FieldSize(*holder, leaf.field()); ++i) {
    respell(i, reflection->GetRepeatedString(*holder, leaf.field(), i));
  }
  return message;
}

void CheckNameForm(Subject& subject, const Leaf& leaf, Findings& findings) {
  for (size_t sample = 0; sample < subject.kind().samples.size(); ++sample) {
    Form form;
    form.sample = sample;
    const Dynamic given = subject.Make(form);
    if (!leaf.IsSet(given)) continue;
    const auto created = subject.Put(InCapitals(leaf, given));
    if (!findings.Ok(created.status(), absl::StrCat("Create with ", leaf.path, " in capitals"))) {
      return;
    }
    findings.Expect(leaf.Same(given, *created),
                    absl::StrCat(leaf.path, " in capitals is ", created->ToString()));
    return;
  }
}

}  // namespace

void CheckNameForms(Subject& subject, Findings& findings) {
  for (const Leaf& leaf : subject.kind().leaves) {
    if (!leaf.output_only && resource::HoldsNames(leaf.field())) {
      CheckNameForm(subject, leaf, findings);
    }
  }
}

void CheckCreate(Subject& subject, Findings& findings) {
  for (size_t sample = 0; sample < subject.kind().samples.size(); ++sample) {
    for (const Side side : {Side::kFirst, Side::kSecond}) {
      Form form;
      form.sample = sample;
      form.side = side;
      const Dynamic given = subject.Make(form);
      const auto created = subject.Put(given);
      if (!findings.Ok(created.status(), absl::StrCat("Create of ", given.ToString()))) continue;
      ExpectStated(subject, given, *created, findings);
      if (!subject.Can("Get")) continue;
      const auto read = subject.Get(created->name());
      if (!findings.Ok(read.status(), "Get of what was created")) continue;
      findings.Expect(read->Equals(*created),
                      absl::StrCat("Get answers ", read->ToString(), ", Create answered ",
                                   created->ToString()));
    }
  }
  const auto missing = subject.Call("Create", [&] {
    Dynamic request = subject.Request("Create");
    if (subject.type().has_parent()) request.SetText("parent", subject.parent());
    return request;
  }());
  findings.RefusedField(missing.status(), subject.At(""), "Create of nothing");
  CheckChosenId(subject, findings);
  CheckParents(subject, findings);
}

void CheckNames(Subject& subject, Findings& findings) {
  Form form;
  Dynamic given = subject.Make(form);
  given.SetText("name", subject.NameOf(subject.NewId()));
  const auto created = subject.Put(given);
  if (!findings.Ok(created.status(), "Create")) return;
  findings.Expect(created->name() != given.name(), "a name that the client stated was taken");
  findings.Ok(resource::ParseName(subject.type(), created->name(), "name").status(),
              absl::StrCat("the name ", created->name()));
  if (!subject.Can("Get")) return;
  const std::string above = subject.NameOf(subject.NewId());
  const std::string start = above.substr(0, above.rfind('/') + 1);
  for (const std::string& bad :
       {std::string(), std::string("x"), start, start + "-", start + "1", start + Uuid().ToString(),
        created->name() + "/x", "x" + created->name()}) {
    findings.Refused(subject.Get(bad).status(), kInvalid, "INVALID_NAME",
                     absl::StrCat("Get of \"", bad, "\""), "name");
  }
  findings.Refused(subject.Get(above).status(), kNotFound, subject.Code("_NOT_FOUND"),
                   "Get of what does not exist");
  if (subject.kind().parent == nullptr) return;
  const std::string id = created->name().substr(created->name().rfind('/') + 1);
  const Uuid parsed = Uuid::Parse(id).value();
  findings.Refused(subject.Get(subject.NameOf(parsed, subject.NewParent())).status(), kNotFound,
                   subject.Code("_NOT_FOUND"), "Get under another parent");
  if (!subject.type().has_grandparent()) return;
  // Of one parent, under another one's.
  const std::string top = AboveOf(AboveOf(created->name()));
  const std::string crossed = AboveOf(subject.NewParent()) + created->name().substr(top.size());
  findings.Refused(subject.Get(crossed).status(), kNotFound,
                   subject.kind().parent->type().code() + "_NOT_FOUND",
                   "Get under another parent's parent");
}

void CheckTenants(Subject& subject, Findings& findings) {
  Form form;
  const auto created = subject.Add(form);
  if (!findings.Ok(created.status(), "Create")) return;
  Subject stranger(&subject.world(), &subject.kind(), {subject.who().tenant + ".other"});
  const Kind* top = &subject.kind();
  while (top->parent != nullptr) top = top->parent;
  const std::string code = top->type().code() + "_NOT_FOUND";
  for (const char* verb : {"Get", "Delete", "Undelete"}) {
    if (!subject.Can(verb)) continue;
    findings.Refused(stranger.Call(verb, stranger.NamedRequest(verb, created->name())).status(),
                     kNotFound, code, absl::StrCat(verb, " by another tenant"));
  }
  if (subject.Can("Update")) {
    Dynamic named(subject.type().descriptor());
    named.SetText("name", created->name());
    findings.Refused(stranger.Update(named, {}).status(), kNotFound, code,
                     "Update by another tenant");
  }
  if (subject.Can("BatchGet")) {
    Dynamic request = subject.Request("BatchGet").AddText("names", created->name());
    if (subject.type().has_parent()) request.SetText("parent", subject.AnyParent());
    findings.Refused(stranger.Call("BatchGet", request).status(), kNotFound,
                     subject.Code("_NOT_FOUND"), "BatchGet by another tenant");
  }
  if (subject.Can("List")) {
    ListArgs args;
    args.parent = subject.AnyParent();
    const auto listed = stranger.List(args);
    if (findings.Ok(listed.status(), "List by another tenant")) {
      findings.Expect(listed->empty(), "another tenant lists what is not its own");
    }
  }
  // Of one tenant, all with rights to everything see it.
  if (!subject.Can("Get")) return;
  const Subject colleague = subject.As({subject.who().tenant, "bob"});
  findings.Ok(colleague.Get(created->name()).status(), "Get by a colleague");
}

}  // namespace guanxi::contract
