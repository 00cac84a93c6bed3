// What mutations ask of others, over a real database.
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/workshop.h"
#include "common/testing/eventually.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::resource {
namespace {

using testing::CreateMatchRequest;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::Team;

// Teams whose titles are asked for.
class InquiryTest : public ::testing::Test {
 protected:
  InquiryTest() {
    Behavior<Team> behavior;
    behavior.questions = [](const Team* old, const Team& next) -> std::vector<Question> {
      if (old != nullptr && old->title() == next.title()) return {};
      return {{"title", next.title()}};
    };
    behavior.ask = [this](const rpc::Call&, absl::Span<const std::string> names) {
      asked_.insert(asked_.end(), names.begin(), names.end());
      return answer_(names);
    };
    teams_ = Resource::Create(behavior).value();
    EXPECT_THAT(Resource::Link({teams_.get()}), IsOk());
  }

  static absl::StatusOr<Faults> AllIsWell(absl::Span<const std::string> names) {
    Faults faults;
    for (const std::string& name : names) faults[name] = "";
    return faults;
  }
  absl::Status Insert(UnitOfWork& work, const std::string& title) const {
    Team team;
    team.set_title(title);
    return work.Insert(*teams_, shop_.NewName(), &team);
  }
  // Runs `body` as the call with that request_id.
  absl::Status Mutate(Engine::MutationBody body, const std::string& request_id = "") {
    CreateMatchRequest request;
    request.set_request_id(request_id);
    return shop_.engine->Mutate(shop_.call(), request, {}, &answered_, body);
  }
  int64_t Teams() const { return shop_.Number("SELECT COUNT(*) FROM teams"); }

  Workshop shop_;
  std::unique_ptr<const Resource> teams_;
  std::function<absl::StatusOr<Faults>(absl::Span<const std::string>)> answer_ = AllIsWell;
  std::vector<std::string> asked_;
  Team answered_;
};

TEST_F(InquiryTest, EachNameIsAskedForOnceWhileNothingIsHeld) {
  const ResourceName held = shop_.AddTeam("held");
  answer_ = [&](absl::Span<const std::string> names) {
    EXPECT_TRUE(Eventually(
        [&] { return shop_.Number("SELECT COUNT(*) FROM information_schema.innodb_trx") == 0; },
        absl::Seconds(20), absl::Milliseconds(200)));  // InnoDB looks anew after 100 ms of rest
    return AllIsWell(names);
  };
  EXPECT_THAT(Mutate([&](UnitOfWork& work) -> absl::Status {
                GUANXI_RETURN_IF_ERROR(work.Get(*teams_, held).status());
                for (const char* title : {"b", "a", "b"})
                  GUANXI_RETURN_IF_ERROR(Insert(work, title));
                return absl::OkStatus();
              }),
              IsOk());
  EXPECT_THAT(asked_, ElementsAre("a", "b"));
  EXPECT_EQ(Teams(), 4);
}

TEST_F(InquiryTest, WhatIsRefusedIsAnErrorOfItsField) {
  answer_ = [](absl::Span<const std::string>) -> absl::StatusOr<Faults> {
    return Faults{{"a", ""}, {"b", "is nobody's"}};
  };
  EXPECT_THAT(Mutate([&](UnitOfWork& work) -> absl::Status {
                GUANXI_RETURN_IF_ERROR(Insert(work, "a"));
                return Insert(work, "b");
              }),
              StatusIs(absl::StatusCode::kInvalidArgument, "title: is nobody's"));
  EXPECT_EQ(Teams(), 0);
}

// Its answer may tell of the first fault alone.
TEST_F(InquiryTest, NobodyIsAskedAgainOnceOneIsRefused) {
  answer_ = [](absl::Span<const std::string>) -> absl::StatusOr<Faults> {
    return Faults{{"b", "is nobody's"}};
  };
  EXPECT_THAT(Mutate([&](UnitOfWork& work) -> absl::Status {
                GUANXI_RETURN_IF_ERROR(Insert(work, "a"));
                return Insert(work, "b");
              }),
              HasReason("INVALID_FIELD"));
  EXPECT_THAT(asked_, ElementsAre("a", "b"));
}

TEST_F(InquiryTest, WhoGoesOnAfterARefusalWritesNothingUnasked) {
  answer_ = [](absl::Span<const std::string> names) -> absl::StatusOr<Faults> {
    Faults faults = {{"b", "is nobody's"}};
    if (names.size() == 1) faults["a"] = "";
    return faults;
  };
  EXPECT_THAT(Mutate([&](UnitOfWork& work) -> absl::Status {
                GUANXI_RETURN_IF_ERROR(Insert(work, "a"));
                Insert(work, "b").IgnoreError();
                return absl::OkStatus();
              }),
              IsOk());
  EXPECT_THAT(asked_, ElementsAre("a", "b", "a"));
  EXPECT_EQ(Teams(), 1);
}

TEST_F(InquiryTest, ARepeatedRequestIsAnsweredBeforeAnybodyIsAsked) {
  const auto make = [&](UnitOfWork& work) {
    answered_.set_title("made");
    return Insert(work, "a");
  };
  const std::string request_id = DeriveUuid("request", "a").ToString();
  ASSERT_THAT(Mutate(make, request_id), IsOk());
  asked_.clear();
  answer_ = [](absl::Span<const std::string>) { return Unavailable("AWAY", "nobody is there"); };
  answered_.Clear();
  EXPECT_THAT(Mutate(make, request_id), IsOk());
  EXPECT_EQ(answered_.title(), "made");
  EXPECT_THAT(asked_, IsEmpty());
  EXPECT_THAT(Mutate(make), HasReason("AWAY"));
  EXPECT_EQ(Teams(), 1);
}

TEST_F(InquiryTest, WhatFailsAnywayIsNotAskedFor) {
  EXPECT_THAT(Mutate([&](UnitOfWork& work) -> absl::Status {
                GUANXI_RETURN_IF_ERROR(Insert(work, "a"));
                return work.GetLive(*teams_, shop_.NewName()).status();
              }),
              HasReason("TEAM_NOT_FOUND"));
  EXPECT_THAT(asked_, IsEmpty());
}

// The one who asks holds nothing, so that rows change meanwhile.
TEST_F(InquiryTest, WhatIsAskedForIsWhatIsWritten) {
  const ResourceName name = shop_.AddTeam("1");
  int changes = 1;
  answer_ = [&](absl::Span<const std::string> names) {
    if (changes-- > 0) {
      EXPECT_THAT(shop_.Run([&](UnitOfWork& work) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(const Stored old, work.Get(*shop_.teams, name));
        Team next = static_cast<const Team&>(*old.message);
        next.set_title(next.title() + "2");
        return work.Update(*shop_.teams, old, &next).status();
      }),
                  IsOk());
    }
    return AllIsWell(names);
  };
  const auto grow = [&](UnitOfWork& work) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(const Stored old, work.Get(*teams_, name));
    Team next = static_cast<const Team&>(*old.message);
    next.set_title(next.title() + "3");
    return work.Update(*teams_, old, &next).status();
  };
  EXPECT_THAT(Mutate(grow), IsOk());
  EXPECT_THAT(asked_, ElementsAre("13", "123"));
  EXPECT_EQ(shop_.GetTeam(name).title(), "123");
  changes = 100;
  EXPECT_THAT(Mutate(grow), HasReason("TRANSACTION_CONFLICT"));
}

TEST_F(InquiryTest, OutsideOfACallNobodyCanBeAsked) {
  EXPECT_THAT(shop_.Run([&](UnitOfWork& work) { return Insert(work, "a"); }),
              StatusIs(absl::StatusCode::kInternal, HasSubstr("guanxi.dev/Team")));
  EXPECT_EQ(Teams(), 0);
}

TEST_F(InquiryTest, QuestionsNeedSomebodyWhoAsks) {
  Behavior<Team> behavior;
  behavior.ask = [](const rpc::Call&, absl::Span<const std::string>) { return Faults(); };
  EXPECT_THAT(Resource::Create(behavior), StatusIs(absl::StatusCode::kInternal));
}

}  // namespace
}  // namespace guanxi::resource
