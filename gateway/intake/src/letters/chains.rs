//! Which documents of a batch must wait for each other.

use std::collections::HashMap;
use std::hash::Hash;

/// Puts what shares a lane into one chain, in the order of arrival; chains do not depend on each other.
pub(super) fn chains<L: Copy + Eq + Hash>(lanes: &[Vec<L>]) -> Vec<Vec<usize>> {
    let mut chains: Vec<Vec<usize>> = Vec::new();
    let mut chain_of: HashMap<L, usize> = HashMap::new();
    for (place, lanes) in lanes.iter().enumerate() {
        let mut joined: Vec<usize> = lanes.iter().filter_map(|lane| chain_of.get(lane).copied()).collect();
        joined.sort_unstable();
        joined.dedup();
        let mut members = Vec::new();
        for chain in &joined {
            members.append(chains.get_mut(*chain).unwrap_or(&mut Vec::new()));
        }
        members.sort_unstable();
        members.push(place);
        let chain = chains.len();
        chain_of.values_mut().filter(|known| joined.contains(known)).for_each(|known| *known = chain);
        chain_of.extend(lanes.iter().map(|lane| (*lane, chain)));
        chains.push(members);
    }
    chains.retain(|chain| !chain.is_empty());
    chains
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_that_share_a_lane_stay_in_order_and_others_do_not_wait() {
        let lanes = |lanes: &[&[u8]]| chains(&lanes.iter().map(|lanes| lanes.to_vec()).collect::<Vec<_>>());
        assert_eq!(lanes(&[]), Vec::<Vec<usize>>::new());
        assert_eq!(lanes(&[&[1], &[2], &[1], &[]]), [vec![1], vec![0, 2], vec![3]]);
        assert_eq!(lanes(&[&[1], &[2], &[3], &[1, 2], &[2]]), [vec![2], vec![0, 1, 3, 4]]);
    }
}
