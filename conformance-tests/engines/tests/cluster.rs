//! A cluster as tests use it.

use engines::RabbitMq;

#[tokio::test]
async fn a_virtual_host_outlives_the_node_it_was_made_on() {
    let mut cluster = RabbitMq::cluster(3).await.unwrap();
    let host = cluster.nodes[0].virtual_host().await.unwrap();
    cluster.nodes[0].kill().unwrap();
    let path = format!("vhosts/{}", host.name);
    assert!(host.read(&path).await.is_err(), "its node is gone");
    let users = cluster.nodes[1].queue(&host.name, "none").await.unwrap_err().to_string();
    assert!(users.contains("404"), "{users}");
    cluster.start_again().await.unwrap();
    assert!(host.read(&path).await.is_ok());
}
