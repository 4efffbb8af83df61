//! The workloads under criterion, on a tenth of the data: to see whether a change made one of them slower.

use std::path::Path;
use std::time::Duration;

use boathouse_benches::{DataSize, Lakeside, Workload};
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use tokio::runtime::Runtime;

const SIZE: DataSize = DataSize { trips: 100_000, files: 1_000 };

#[expect(clippy::expect_used, reason = "a benchmark that cannot be set up has nothing to measure")]
fn workloads(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let runtime = Runtime::new().expect("a runtime");
    let lakeside = runtime.block_on(Lakeside::open(folder.path(), SIZE)).expect("a lake");
    let all = Workload::load_all(&Path::new(env!("CARGO_MANIFEST_DIR")).join("workloads")).expect("workloads");
    for workload in all {
        criterion.bench_function(&workload.name, |bencher| {
            bencher.to_async(&runtime).iter_batched(
                || lakeside.tidy().expect("removes the last run"),
                |()| async { lakeside.run(&workload).await.expect("runs") },
                BatchSize::PerIteration,
            );
        });
    }
}

criterion_group! {
    name = all;
    config = Criterion::default().sample_size(10).measurement_time(Duration::from_secs(5));
    targets = workloads
}
criterion_main!(all);
