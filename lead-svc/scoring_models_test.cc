#include "lead-svc/scoring_models.h"

#include <memory>

#include "gtest/gtest.h"

namespace guanxi::lead {
namespace {

class ScoringModelsTest : public ::testing::Test {
 protected:
  const Uuid tenant_ = DeriveUuid("test", "tenant"), other_ = DeriveUuid("test", "other");
  const absl::Time now_ = absl::FromUnixSeconds(1790000000);
  const std::shared_ptr<const ModelInForce> model_ = std::make_shared<const ModelInForce>();
  ScoringModels models_;
};

TEST_F(ScoringModelsTest, WhatIsInForceIsKnownForTwoSeconds) {
  EXPECT_EQ(models_.Find(tenant_, now_), nullptr);
  models_.Keep(tenant_, now_, model_);
  EXPECT_EQ(models_.Find(tenant_, now_ + absl::Milliseconds(1999)), model_);
  EXPECT_EQ(models_.Find(tenant_, now_ + ScoringModels::kMaxAge), nullptr);
  EXPECT_EQ(models_.Find(other_, now_), nullptr);
}

TEST_F(ScoringModelsTest, AWriteAndAClockThatWentBackForgetIt) {
  models_.Keep(tenant_, now_, model_);
  EXPECT_EQ(models_.Find(tenant_, now_ - absl::Seconds(1)), nullptr);
  models_.Forget(other_);
  EXPECT_EQ(models_.Find(tenant_, now_), model_);
  models_.Forget(tenant_);
  EXPECT_EQ(models_.Find(tenant_, now_), nullptr);
}

}  // namespace
}  // namespace guanxi::lead
