#include "common/resource/contract/leaks.h"

#include "absl/strings/str_cat.h"
#include "common/base/log.h"
#include "common/errors/errors.h"
#include "common/resource/contract/bends.h"
#include "common/resource/contract/viewers.h"
#include "google/protobuf/descriptor.h"

namespace guanxi::contract {
namespace {

// A text of the team that a call is about; "" if it is about none.
std::string SecretOf(const Passage& p) {
  const std::string name = p.request.name();
  const auto* const get = google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(
      "guanxi.resource.league.TeamService.GetTeam");
  Dynamic request(get->input_type());
  Dynamic team(get->output_type());
  Who seer = p.who;
  seer.user = kSeer;
  request.SetText("name", name);
  if (!p.real.Call(seer, *get, *request, team.get()).ok()) return "";
  return team.Text("title");
}

// Filters answer as who sees all asks, but without records.
absl::Status TellByFilters(Passage& p) {
  if (!Is(p, "List") || p.request.Text("filter").empty()) return p.Go();
  p.who.user = kSeer;
  const absl::Status status = p.Go();
  p.response->Clear();
  return status;
}

absl::Status TellInErrors(Passage& p) {
  const absl::Status status = p.Go();
  if (status.ok() || !Is(p, "UndeleteTeam")) return status;
  return FailedPrecondition("TEAM_ODD", p.request.name(), absl::StrCat("it is ", SecretOf(p)));
}

absl::Status TellInTokens(Passage& p) {
  const absl::Status status = p.Go();
  Dynamic answer(*p.response);
  const bool has_token = answer.Has("next_page_token") && !answer.Text("next_page_token").empty();
  if (!status.ok() || p.who.user == kSeer || !Is(p, "ListTeams") || !has_token) return status;
  Dynamic request = p.request;
  request.SetText("page_token", "").SetNumber("page_size", 100);
  Dynamic shown(p.response->GetDescriptor());
  Passage first{p.real, p.who, p.method, request, shown.get()};
  first.who.user = kSeer;
  if (!first.Go().ok()) return status;
  std::string titles;
  for (const Dynamic& team : shown.List("teams")) absl::StrAppend(&titles, team.Text("title"), " ");
  SetText("next_page_token", titles, p.response);
  return status;
}

absl::Status TellInTheLog(Passage& p) {
  if (p.who.user != kSeer && Is(p, "GetTeam")) {
    Log(Severity::kInfo, "league.team_read", {{"title", SecretOf(p)}});
  }
  return p.Go();
}

// What is sent back as it was shown is what is stored.
absl::Status StoreWhatWasShown(Passage& p) {
  if (!Is(p, "UpdateTeam") || p.who.user == kSeer) return p.Go();
  p.who.user = kSeer;
  const absl::Status status = p.Go();
  p.response->Clear();
  return status;
}

}  // namespace

Bend AnswerAsSeer(std::string verb) {
  return OnRequest(std::move(verb), [](Passage& p) { p.who.user = kSeer; });
}

std::vector<Leak> AllLeaks() {
  return {
      {"GetShowsAll", AnswerAsSeer("GetTeam")},
      {"ListShowsAll", AnswerAsSeer("ListMembers")},
      {"BatchGetShowsAll", AnswerAsSeer("BatchGet")},
      {"HistoryShowsAll", AnswerAsSeer("ListTeamChanges")},
      {"CreateShowsAll", AnswerAsSeer("CreatePact")},
      {"UpdateShowsAll", AnswerAsSeer("UpdateTeam")},
      {"DeleteShowsAll", AnswerAsSeer("DeleteTeam")},
      {"BatchesShowAll", AnswerAsSeer("BatchUpdate")},
      {"ErrorsTell", TellInErrors},
      {"FiltersTell", TellByFilters},
      {"PageTokensTell", TellInTokens},
      {"TheLogTells", TellInTheLog},
      {"MasksAreStored", StoreWhatWasShown},
  };
}

}  // namespace guanxi::contract
