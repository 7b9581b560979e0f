"""Cases of which `make test` runs a fixed sample, and `make test-slow` the rest: together they run all."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet


def spread(cases: Iterable[object], one_in: int, *, keep: Iterable[object] = ()) -> list[ParameterSet]:
    """Mark all but a sample as slow: a hash of a case's name chooses, so that a new case moves no other.

    Parameters
    ----------
    cases : iterable
        Texts, numbers, tuples of several, or folders, which go by their last name.
    one_in : int
        The sample is about one in so many.
    keep : iterable
        Cases that belong to the sample whatever their hash.
    """
    kept = set(keep)
    return [
        pytest.param(
            *(case if isinstance(case, tuple) else (case,)),
            id=name_case(case),
            marks=[] if case in kept or is_drawn(case, one_in) else pytest.mark.slow,
        )
        for case in cases
    ]


def is_drawn(case: object, one_in: int) -> bool:
    """Tell whether a case is of the sample."""
    return hashlib.sha256(name_case(case).encode()).digest()[0] % one_in == 0


def name_case(case: object) -> str:
    if isinstance(case, tuple):
        return "-".join(map(name_case, case))
    name = case.name if isinstance(case, Path) else str(case)
    return name.encode("ascii", "backslashreplace").decode()  # a name of a file may hold bytes that are no letters


ONE_IN = {
    "alliances/test_brokers_command::test_columns_are_explained_under_tables_for_people": 0,
    "alliances/test_brokers_command::test_formats": 4,
    "alliances/test_camps::test_search_and_bound_hold_the_optimum_between_them": 0,
    "alliances/test_camps_commands::test_any_number_of_camps_costs_no_more": 0,
    "alliances/test_camps_commands::test_formats": 2,
    "alliances/test_camps_commands::test_pictures": 0,
    "alliances/test_periods::test_the_course_of_both_sources": 0,
    "alliances/test_pictures::test_a_page_is_as_wide_as_the_text_of_a_page": 4,
    "alliances/test_pictures::test_equal_pictures_are_equal_bytes_whatever_is_set": 4,
    "alliances/test_pictures::test_nothing_lies_on_anything_or_off_the_page": 2,
    "alliances/test_robustness::test_distinct_networks_are_built_once_and_claims_that_bear_on_none_are_no_variants": 0,
    "alliances/test_robustness::test_the_centre_of_a_camp_does_not_go_with_its_periphery": 0,
    "alliances/test_standing::test_large_networks_are_measured_by_igraph": 0,
    "bad_input/test_build_folder::test_a_damaged_build_is_built_again_once_it_is_moved_away": 0,
    "bad_input/test_build_folder::test_a_killed_build_leaves_the_previous_one": 0,
    "bad_input/test_build_folder::test_a_link_to_a_build_stays_a_link": 0,
    "bad_input/test_build_folder::test_readers_see_a_whole_build_at_any_time": 0,
    "bad_input/test_build_folder::test_two_builds_at_once": 0,
    "bad_input/test_cases::test_each_fault_gets_its_message": 3,
    "bad_input/test_cases::test_the_installed_command_says_the_same": 0,
    "bad_input/test_cases::test_what_only_looks_wrong_passes": 3,
    "bad_input/test_output::test_a_terminal_that_knows_fewer_letters": 2,
    "bad_input/test_output::test_pages_hold_names_as_text": 0,
    "bad_input/test_queries::test_deeper_nesting_than_there_is_room_for": 0,
    "builds/test_builds::test_a_build_that_is_let_go_of_leaves_no_file_open": 0,
    "builds/test_builds::test_a_source_of_background_alone_says_what_it_says": 0,
    "builds/test_checked_before::test_only_what_came_since_is_looked_at": 0,
    "builds/test_cross_check::test_a_rule_that_one_lacks_is_seen": 0,
    "builds/test_cross_check::test_every_inferred_fact_of_the_article_is_inferred_by_both": 0,
    "builds/test_cross_check::test_it_is_done_only_if_asked_and_says_so": 0,
    "builds/test_listings::test_a_shell_shows_some_lines": 0,
    "builds/test_listings::test_pages_show_themselves_in_a_sandbox": 0,
    "builds/test_listings::test_types_of_columns_do_not_hang_on_the_data": 0,
    "builds/test_one_label::test_every_tie_network_and_measure_calls_actors_so": 0,
    "builds/test_one_label::test_profiles_and_pages_call_actors_so": 0,
    "builds/test_rewinding::test_queries_see_the_graphs_that_read_then": 3,
    "builds/test_rewinding::test_time_and_evidence_can_be_chosen_in_either_order": 3,
    "cli/test_actors::test_a_namesake_is_mentioned": 0,
    "cli/test_code::test_an_event_is_shown_by_the_name_that_a_row_gave_it": 0,
    "cli/test_code::test_check_shows_what_was_understood_and_build_takes_it_in": 0,
    "cli/test_code::test_claims_are_passed_on_without_the_text": 0,
    "cli/test_code::test_whose_word_it_is_stands_wherever_it_is_listed": 0,
    "cli/test_commands::test_render_takes_an_actor_as_show_does": 0,
    "cli/test_explain::test_every_inferred_tie_is_explained": 0,
    "cli/test_explain::test_findings_are_listed_and_explained": 0,
    "cli/test_help::test_a_shell_completes_without_heavy_packages": 4,
    "cli/test_help::test_the_example_of_a_question_has_an_answer": 3,
    "cli/test_long_answers::test_a_file_and_a_program_have_all_of_it": 0,
    "cli/test_long_answers::test_a_file_that_is_written_is_told_of": 2,
    "cli/test_long_answers::test_a_source_may_be_left_out": 0,
    "cli/test_long_answers::test_lists_are_cut_as_tables_are": 3,
    "cli/test_long_answers::test_tables_for_people_speak_of_labels": 3,
    "cli/test_long_answers::test_what_an_answer_was_taken_from_is_said_in_two_lines": 12,
    "cli/test_messages::test_check_says_that_a_list_of_sentences_is_missing": 0,
    "cli/test_messages::test_no_question_of_the_project_is_doubted": 0,
    "cli/test_messages::test_one_is_told_in_the_singular": 0,
    "cli/test_messages::test_the_nearest_word_is_offered": 4,
    "cli/test_options::test_explain_by_some_evidence": 0,
    "cli/test_options::test_export_of_the_whole_build_by_some_evidence": 3,
    "cli/test_process::test_a_reader_that_has_seen_enough": 0,
    "cli/test_process::test_output_to_a_pipe_and_a_device": 0,
    "cli/test_sources::test_coverage_of_what_is_shipped": 0,
    "desk/test_converting::test_every_quote_leads_back_to_its_place": 0,
    "desk/test_converting::test_nearly_all_claims_of_the_article_are_rows": 0,
    "desk/test_settling::test_the_agreed_sheet": 0,
    "desk/test_tie_tables::test_the_sum_of_rows_adds_up_whatever_they_hold": 0,
    "docs/test_docs::test_examples_show_what_the_commands_print": 4,
    "docs/test_docs::test_what_is_shipped_passed_as_it_is": 0,
    "docs/test_imports::test_a_command_imports_what_it_needs": 3,
    "docs/test_two_sources::test_command": 4,
    "exports/test_cards::test_names_are_text": 2,
    "exports/test_claim_ids::test_csv_and_json_name_claims_by_their_curies": 3,
    "exports/test_networkx::test_a_chosen_network_is_written_to_every_format": 3,
    "exports/test_rdf::test_labels_come_back": 3,
    "exports/test_rdf::test_rdflib_reads_the_same_quads": 0,
    "exports/test_signed::test_bytes_do_not_hang_on_order_or_hash": 0,
    "exports/test_signed::test_gexf_has_nothing_that_its_schema_lacks": 3,
    "exports/test_tables::test_what_has_an_id_has_a_name_beside_it": 3,
    "findings/test_casualties::test_losses_in_a_country_against_the_files": 2,
    "findings/test_casualties::test_ties_and_casualties_count_the_dead_alike": 2,
    "findings/test_casualties::test_years_against_the_files": 0,
    "inference/test_cases::test_happenings_are_found_as_if_each_were_compared_with_all": 0,
    "inference/test_derivations::test_equality_lists_keys_and_guards_that_come_and_go": 0,
    "inference/test_derivations::test_lists_of_any_length_name_all_their_premises": 6,
    "inference/test_derivations::test_transitivity_inverses_and_equality_rest_on_every_link": 0,
    "inference/test_derivations::test_what_only_a_claim_says_of_a_list_is_not_always_so": 0,
    "inference/test_grades::test_admitted_evidence_of_the_article": 0,
    "inference/test_reproducibility::test_another_closure_gives_the_same_inferences": 0,
    "ingest/test_bad_files::test_a_bad_row_is_refused_and_the_others_are_written": 3,
    "ingest/test_bad_files::test_a_file_that_is_not_the_right_one_writes_nothing": 3,
    "ingest/test_real_files::test_the_commands_write_what_is_shipped": 0,
    "ingest/test_releases::test_a_newer_release_supersedes_row_by_row": 0,
    "ingest/test_releases::test_what_a_selection_leaves_out_is_not_withdrawn": 0,
    "ingest/test_releases::test_where_a_row_is_refused_nothing_counts_as_gone": 0,
    "linking/test_candidates::test_two_thousand_actors_are_compared_in_seconds": 0,
    "linking/test_decisions::test_a_file_with_prefixes_of_its_own_is_kept": 0,
    "linking/test_decisions::test_a_reason_may_hold_anything": 0,
    "linking/test_decisions::test_against_three_reasons_one_is_asked": 0,
    "linking/test_decisions::test_the_statement_of_a_decision": 0,
    "linking/test_decisions::test_what_is_not_always_the_same_is_dated": 3,
    "linking/test_decisions::test_what_undoing_would_do_is_told_the_right_way_round": 0,
    "linking/test_decisions::test_who_stands_for_another_for_a_while": 0,
    "ontology/test_cases::test_tensions_in_time": 2,
    "outputs/test_widths::test_a_table_fits_the_screen_and_breaks_no_name": 8,
    "outputs/test_widths::test_the_columns_that_answer_are_there": 2,
    "outputs/test_widths::test_what_answers_a_question_is_not_left_out": 4,
    "queries/test_agreement::test_common_friends_and_adversaries": 4,
    "queries/test_agreement::test_fights_of_a_year_are_those_that_may_have_been_in_it": 0,
    "queries/test_agreement::test_ties": 2,
    "queries/test_queries::test_optional_parameter_only_restricts": 4,
    "reasoning/test_adding::test_adding_one_thing_equals_closing_anew": 3,
    "reasoning/test_cases::test_default_leaves_out_what_only_restates": 3,
    "reasoning/test_cases::test_engine_gets_the_case_right": 3,
    "reasoning/test_cases::test_every_statement_of_a_rule_is_needed": 3,
    "reasoning/test_causes::test_a_list_that_a_claim_holds_counts_with_it": 0,
    "reasoning/test_entailment::test_follows_by_the_default_engine": 4,
    "reasoning/test_interface::test_order_does_not_depend_on_hashing": 0,
    "reasoning/test_loading::test_bytes_of_any_kind_are_judged_by_the_parser": 0,
    "reasoning/test_loading::test_nothing_malformed_slips_through": 0,
    "reasoning/test_loading::test_two_terms_have_two_texts": 0,
    "reasoning/test_naive::test_agrees_with_brute_force": 0,
    "reasoning/test_output::test_lines_of_random_ontologies": 0,
    "reasoning/test_proofs::test_members_of_a_list_that_are_one_thing": 12,
    "reasoning/test_public_reports::test_what_was_reported_of_others_holds": 6,
    "reasoning/test_random::test_agrees_where_members_of_lists_are_counted": 0,
    "reasoning/test_random::test_agrees_with_the_naive_evaluator_of_rdfs": 0,
    "reasoning/test_sharing::test_several_threads_close_at_once": 0,
    "reasoning/test_w3c::test_case_is_judged_as_it_should_be": 6,
    "record/test_nearness::test_all_commands_find_the_same": 3,
    "record/test_nearness::test_every_name_of_everybody_is_nearest_to_itself": 0,
    "record/test_syntaxes::test_of_the_shipped_data_nothing_is_without_a_claim": 0,
    "store/test_database::test_a_bound_is_that_of_one_question_which_writes_nothing": 0,
    "store/test_database::test_a_store_is_filled_with_the_quads_of_its_day": 3,
    "store/test_database::test_confirmations_are_those_of_the_claims_of_that_day": 2,
    "store/test_database::test_limits_hold": 3,
    "store/test_database::test_what_is_kept_is_what_would_be_worked_out": 2,
    "store/test_facts::test_claims_actors_and_ties_are_those_of_the_quads": 3,
    "store/test_facts::test_ranks_are_those_of_all_ties": 2,
    "store/test_facts::test_ties_of_one_are_asked_for_alone": 3,
    "store/test_facts::test_weaker_readings_are_written_as_what_is_more_and_less": 3,
    "store/test_facts::test_what_a_fact_lacks_is_told_alike": 3,
    "store/test_facts::test_what_is_told_of_all_is_what_is_told_of_each": 3,
    "store/test_facts::test_what_is_written_for_sparql_is_what_its_quads_say": 4,
    "ties/test_cautions::test_what_is_compared_and_divided_tells_it_in_the_same_words": 3,
    "ties/test_differences::test_two_builds_are_compared_as_two_days_are": 3,
    "ties/test_lifetimes::test_a_sheet_has_the_years_of_the_actor": 3,
    "trust/test_builds::test_a_forked_process_may_let_go_of_what_it_inherited": 0,
    "trust/test_builds::test_an_open_build_goes_on_with_what_it_opened": 0,
    "trust/test_builds::test_eight_threads_get_the_answers_of_one": 0,
    "trust/test_builds::test_other_processes_answer_alike": 0,
    "trust/test_builds::test_what_is_opened_while_builds_change_places_is_one_of_them": 0,
    "trust/test_files::test_a_build_keeps_the_mode_of_its_folder": 0,
    "trust/test_files::test_a_build_leaves_alone_what_stands_beside_it": 0,
    "trust/test_files::test_a_build_of_any_name": 0,
    "trust/test_files::test_a_killed_run_can_be_run_again": 0,
    "trust/test_files::test_a_path_means_its_file": 3,
    "trust/test_files::test_a_picture_is_never_text": 0,
    "trust/test_files::test_a_reader_that_has_seen_enough": 0,
    "trust/test_files::test_decisions_of_one_instant_are_all_kept": 0,
    "trust/test_files::test_errors_that_nobody_hears": 0,
    "trust/test_files::test_output_that_is_not_taken": 4,
    "trust/test_files::test_what_is_no_file_is_told": 2,
    "trust/test_hostile::test_a_quote_that_nothing_closes": 0,
    "trust/test_hostile::test_hostile_files_end_in_a_sentence": 3,
    "trust/test_kills::test_a_build_is_the_old_or_the_new": 0,
    "trust/test_limits::test_what_is_the_same_counts_by_all_its_names": 0,
    "trust/test_limits::test_writing_and_listing_are_within_the_time": 3,
    "trust/test_queries::test_generated_disguises_call_nobody": 0,
    "trust/test_queries::test_limits_on_the_command_line": 0,
    "trust/test_queries::test_what_grows_without_end_ends_in_a_sentence": 4,
    "trust/test_terminal::test_no_command_lets_data_steer": 3,
    "variants/test_sensitivity::test_of_a_source_only_those_are_touched_who_have_ties_then": 0,
    "variants/test_sensitivity::test_ranks_are_those_of_a_build_without_the_claim": 0,
    "variants/test_sensitivity::test_what_a_network_of_the_rest_lacks_besides_still_follows": 0,
    "variants/test_variants::test_closing_the_article_again_without_a_claim": 0,
    "variants/test_variants::test_networks_of_the_article_are_those_of_builds_without_the_claims": 3,
    "variants/test_variants::test_premises_that_were_never_so_together_keep_no_tie_alive": 0,
    "views/test_layout::test_no_label_lies_on_another": 3,
    "views/test_profile_brief::test_losses_of_an_actor_are_found_without_all_that_is_named": 0,
    "views/test_profile_sheet::test_the_page_makes_no_request_and_runs_nothing": 0,
    "views/test_relationship_graph::test_same_bytes_whatever_the_order": 0,
    "views/test_relationship_graph::test_the_first_view_of_the_build": 0,
    "views/test_relationship_graph_browser::test_boxes_hide": 4,
    "views/test_relationship_graph_browser::test_draws_in_silence": 2,
    "views/test_timeline_picture::test_any_days_can_be_drawn": 4,
    "views/test_timeline_picture::test_the_labels_of_the_axis_have_room": 6,
    "wheel/test_wheel::test_the_wheel_is_typed_and_carries_no_test_input": 0,
}
"""What takes seconds where a cheaper test holds the same thing: one case in so many is for `make test`, none for 0."""


def thin_out(items: Iterable[pytest.Item]) -> None:
    """Mark as slow what `ONE_IN` leaves out of `make test`; the cases that stay are chosen by a hash of their names."""
    cases = defaultdict[str, list[pytest.Item]](list)
    for item in items:
        if item.get_closest_marker("slow") is None:
            name = item.nodeid.partition("[")[0].removeprefix("tests/").replace(".py::", "::")
            cases[name].append(item)
    for name, one_in in ONE_IN.items():
        drawn = sorted(cases[name], key=lambda item: hashlib.sha256(item.name.encode()).digest())
        for item in drawn[-(-len(drawn) // one_in) :] if one_in else drawn:
            item.add_marker(pytest.mark.slow)
