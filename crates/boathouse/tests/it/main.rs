//! The lakehouse as a library.
#![expect(clippy::panic, reason = "what a test cannot do without may end it")]

mod crawling;
#[path = "../../examples/embed.rs"]
#[expect(dead_code, reason = "an example's main is not called here")]
mod embed;
mod folder;
mod local_files;

#[tokio::test(flavor = "multi_thread")]
async fn the_example_runs() {
    let answers = embed::pipeline().await.expect("the pipeline runs");
    assert_eq!(answers.len(), 2, "{answers:?}");
    assert!(answers.iter().all(|answer| answer.contains("2 zones")), "{answers:?}");
}
