// Deletion of each kind, and what lies under what is deleted or moved.
#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/resource/contract/checks.h"
#include "common/resource/unit_of_work.h"

namespace guanxi::contract {
namespace {

constexpr auto kNotFound = absl::StatusCode::kNotFound;

// Whether lists show the record; deleted ones too with `show_deleted`.
bool Lists(Subject& subject, const std::string& name, bool show_deleted, Findings& findings) {
  ListArgs args;
  args.parent = subject.AnyParent();
  args.show_deleted = show_deleted;
  const auto listed = subject.List(args);
  findings.Ok(listed.status(), "List");
  return listed.ok() && absl::c_linear_search(NamesOf(*listed), name);
}

void ExpectListed(Subject& subject, const std::string& name, bool live, bool there,
                  absl::string_view when, Findings& findings) {
  if (!subject.Can("List")) return;
  findings.Expect(Lists(subject, name, false, findings) == live,
                  absl::StrCat(live ? "not listed " : "listed ", when));
  if (!subject.Request("List").Has("show_deleted")) return;
  findings.Expect(Lists(subject, name, true, findings) == there,
                  absl::StrCat(there ? "not listed " : "listed ", when, " with show_deleted"));
}

// All but the times and the etag, which deletion changes.
void ExpectUnchanged(const Subject& subject, const Dynamic& before, const Dynamic& after,
                     absl::string_view by, Findings& findings) {
  for (const Leaf& leaf : subject.kind().leaves) {
    if (leaf.path == "update_time" || leaf.path == "delete_time") continue;
    findings.Expect(leaf.Same(before, after), absl::StrCat(by, " changed ", leaf.path));
  }
}

void ExpectGone(Subject& subject, const Dynamic& record, absl::string_view code,
                absl::string_view when, Findings& findings) {
  const auto expect = [&](const std::string& verb, const Dynamic& request) {
    findings.Refused(subject.Call(verb, request).status(), kNotFound, code,
                     absl::StrCat(verb, " ", when));
  };
  if (subject.Can("Update")) expect("Update", subject.UpdateRequest(record, {}));
  if (subject.Can("Delete")) expect("Delete", subject.NamedRequest("Delete", record.name()));
  if (!subject.Can("BatchDelete")) return;
  Dynamic batch = subject.Request("BatchDelete").AddText("names", record.name());
  if (subject.type().has_parent()) batch.SetText("parent", subject.parent());
  expect("BatchDelete", batch);
}

void CheckSoft(Subject& subject, const Dynamic& record, Findings& findings) {
  const std::string& name = record.name();
  const auto deleted = subject.Delete(name);
  if (!findings.Ok(deleted.status(), "Delete")) return;
  findings.Expect(deleted->IsSet("delete_time"), "Delete sets no delete_time");
  ExpectUnchanged(subject, record, *deleted, "Delete", findings);
  if (subject.Can("Get")) {
    const auto read = subject.Get(name);
    findings.Expect(read.ok() && read->Equals(*deleted), "Get does not show what is deleted");
  }
  ExpectListed(subject, name, false, true, "after Delete", findings);
  ExpectGone(subject, record, subject.Code("_NOT_FOUND"), "of what is deleted", findings);
  if (!subject.Can("Undelete")) return;
  const auto back = subject.Undelete(name);
  if (!findings.Ok(back.status(), "Undelete")) return;
  findings.Expect(!back->IsSet("delete_time"), "Undelete leaves the delete_time");
  ExpectUnchanged(subject, record, *back, "Undelete", findings);
  ExpectListed(subject, name, true, true, "after Undelete", findings);
  findings.Refused(subject.Undelete(name).status(), absl::StatusCode::kFailedPrecondition,
                   subject.Code("_NOT_DELETED"), "Undelete of what is not deleted");
  findings.Refused(subject.Undelete(subject.NameOf(subject.NewId())).status(), kNotFound,
                   subject.Code("_NOT_FOUND"), "Undelete of what does not exist");
  if (!subject.Can("Get")) return;
  const auto read = subject.Get(name);
  findings.Expect(read.ok() && read->Equals(*back), "Get does not show what came back");
}

void CheckHard(Subject& subject, const Dynamic& record, Findings& findings) {
  const auto deleted = subject.Delete(record.name());
  if (!findings.Ok(deleted.status(), "Delete")) return;
  findings.Expect(deleted->Equals(record),
                  absl::StrCat("Delete of ", record.ToString(), " answers ", deleted->ToString()));
  if (subject.Can("Get")) {
    findings.Refused(subject.Get(record.name()).status(), kNotFound, subject.Code("_NOT_FOUND"),
                     "Get of what was erased");
  }
  ExpectListed(subject, record.name(), false, false, "after Delete", findings);
  ExpectGone(subject, record, subject.Code("_NOT_FOUND"), "of what was erased", findings);
}

// With `above`, a record of `parents`, deleted and back again. False if it is not back.
bool CheckDeletedAbove(Subject& subject, const Subject& parents, const std::string& above,
                       Findings& findings) {
  const std::string code = parents.Code("_NOT_FOUND");
  Form form;
  form.parent = subject.parent();
  const auto record = subject.Add(form);
  if (!findings.Ok(record.status(), "Create")) return false;
  if (!findings.Ok(parents.Delete(above).status(), "Delete of " + above)) return false;
  if (subject.Can("Get")) {
    findings.Refused(subject.Get(record->name()).status(), kNotFound, code,
                     "Get under a deleted parent");
  }
  if (subject.Can("Create")) {
    findings.Refused(subject.Put(*record).status(), kNotFound, code,
                     "Create under a deleted parent");
  }
  ExpectGone(subject, *record, code, "under a deleted parent", findings);
  if (subject.Can("List")) {
    ListArgs args;
    findings.Refused(subject.List(args).status(), kNotFound, code, "List of a deleted parent");
    findings.Expect(!Lists(subject, record->name(), false, findings),
                    "a list of all parents shows what is under a deleted one");
  }
  if (subject.Can("BatchGet")) {
    Dynamic request = subject.Request("BatchGet").AddText("names", record->name());
    findings.Refused(
        subject.Call("BatchGet", request.SetText("parent", subject.AnyParent())).status(),
        kNotFound, subject.Code("_NOT_FOUND"), "BatchGet under a deleted parent");
  }
  if (!parents.Can("Undelete")) return false;
  if (!findings.Ok(parents.Undelete(above).status(), "Undelete of " + above)) return false;
  if (subject.Can("List")) {
    findings.Expect(Lists(subject, record->name(), false, findings),
                    "lists lack what came back with its parent");
  }
  if (!subject.Can("Get")) return true;
  const auto read = subject.Get(record->name());
  return findings.Expect(read.ok() && read->Equals(*record),
                         "what came back with its parent is another");
}

}  // namespace

void CheckDeletion(Subject& subject, Findings& findings) {
  const auto deletion = subject.type().deletion();
  findings.Expect(!subject.type().append_only() || !subject.Can("Update"),
                  "an append-only resource has Update");
  if (deletion == metadata::v1::NONE) {
    for (const char* verb : {"Delete", "BatchDelete", "Undelete"}) {
      findings.Expect(!subject.Can(verb), absl::StrCat("a resource that stays has ", verb));
    }
    return;
  }
  findings.Expect(deletion == metadata::v1::SOFT || !subject.Can("Undelete"),
                  "an erased resource has Undelete");
  if (!subject.Can("Delete")) return;
  Form form;
  const auto record = subject.Add(form);
  if (!findings.Ok(record.status(), "Create")) return;
  ExpectListed(subject, record->name(), true, true, "after Create", findings);
  if (deletion == metadata::v1::SOFT) {
    CheckSoft(subject, *record, findings);
  } else {
    CheckHard(subject, *record, findings);
  }
}

void CheckDeletedParent(Subject& subject, Findings& findings) {
  std::string above = subject.parent();
  for (const Kind* kind = subject.kind().parent; kind != nullptr; kind = kind->parent) {
    const Subject parents = subject.Of(kind);
    if (parents.Can("Delete") && kind->type().deletion() == metadata::v1::SOFT &&
        !CheckDeletedAbove(subject, parents, above, findings)) {
      return;
    }
    above = AboveOf(above);
  }
}

// The engine's own, which no standard method offers.
void CheckMove(Subject& subject, Findings& findings) {
  Form form;
  form.bare = true;
  form.parent = subject.parent();
  const auto record = subject.Add(form);
  if (!findings.Ok(record.status(), "Create")) return;
  const std::string target = subject.NewParent();
  const Uuid id = Uuid::Parse(record->name().substr(record->name().rfind('/') + 1)).value();
  const std::string moved = subject.NameOf(id, target);
  const auto name = resource::ParseName(subject.type(), record->name(), "name");
  const auto above =
      resource::ParseParent(subject.type(), target, "parent", resource::Wildcard::kRefuse);
  const absl::Status done = subject.world().grounds().engine->Write(
      PrincipalOf(subject.who().token()), {}, {}, [&](resource::UnitOfWork& work) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(auto row, work.Get(*subject.kind().resource, *name));
        return work.Move(*subject.kind().resource, &row, *above);
      });
  if (!findings.Ok(done, "Move")) return;
  if (subject.Can("Get")) {
    const auto read = subject.Get(moved);
    if (findings.Ok(read.status(), "Get under the new parent")) {
      findings.Expect(read->name() == moved, "after Move the name is " + read->name());
      ExpectUnchanged(subject, *record, *read, "Move", findings);
    }
    findings.Refused(subject.Get(record->name()).status(), kNotFound, subject.Code("_NOT_FOUND"),
                     "Get under the old parent");
  }
  if (subject.Can("List")) {
    ListArgs args;
    args.parent = target;
    const auto there = subject.List(args);
    findings.Expect(there.ok() && absl::c_linear_search(NamesOf(*there), moved),
                    "the new parent's list lacks what was moved");
    args.parent = subject.parent();
    const auto here = subject.List(args);
    findings.Expect(here.ok() && here->empty(), "the old parent's list has what was moved");
  }
  const auto changes = subject.Changes(moved);
  if (!findings.Ok(changes.status(), "ListChanges of what was moved")) return;
  if (!subject.type().keeps_bodies()) return;
  const auto fields = changes->empty() ? std::vector<Dynamic>() : (*changes)[0].List("fields");
  findings.Expect(
      absl::c_any_of(fields, [](const Dynamic& field) { return field.Text("path") == "name"; }),
      "the change of a Move does not say the name");
}

}  // namespace guanxi::contract
