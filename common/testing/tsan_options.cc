// What ThreadSanitizer must know about this code base; empty in other builds.
//
// Debian's gRPC, Abseil and protobuf are not instrumented: the sanitizer does not see how they
// synchronise and reports hundreds of races that are none. Two settings silence these and still
// find races of ours (tools/presubmit/planted_race.sh shows it):
//   - calls intercepted inside uninstrumented libraries are ignored;
//   - reports whose racing function is one of theirs, inlined from a header, are dropped. The `^`
//     matters: every handler has `grpc::` somewhere in its signature.
// A handler that ran on gRPC's own threads would stay hidden; ours run on workers of common/rpc.
#ifdef GUANXI_TSAN  // by --config=tsan

extern "C" const char* __tsan_default_options();
extern "C" const char* __tsan_default_options() { return "ignore_noninstrumented_modules=1"; }

extern "C" const char* __tsan_default_suppressions();
extern "C" const char* __tsan_default_suppressions() {
  return "race:^grpc::\n"
         "race:^grpc_core::\n"
         "race:^absl::\n"
         "race:^google::protobuf\n";
}

#endif  // GUANXI_TSAN
